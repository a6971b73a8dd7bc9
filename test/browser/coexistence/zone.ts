import 'zone.js'

interface Task {
  type: string
  source: string
}

/** Records the tasks that zones have run, by their source: change detection depends on them. */
export function start(): () => Promise<string[]> {
  const { Zone } = globalThis as unknown as {
    Zone: { current: { fork(spec: object): { run(f: () => unknown): unknown } } }
  }
  const told: string[] = []
  const zone = Zone.current.fork({
    name: 'watched',
    onInvokeTask(
      delegate: { invokeTask(...all: unknown[]): unknown },
      _c: unknown,
      target: unknown,
      task: Task,
      ...rest: unknown[]
    ) {
      if (task.type !== 'microTask') told.push(`${task.type} ${task.source}`)
      return delegate.invokeTask(target, task, ...rest)
    },
  })
  Object.assign(globalThis, { within: (run: () => unknown) => zone.run(run) })
  return async () => told
}
