/** Signals that ask a command to come to its end. */
export interface Interruption {
  asked(): boolean
  /** Resolves at the first signal. */
  first: Promise<void>
  /** Signals work again as usual. */
  release(): void
}

const numbers = { SIGINT: 2, SIGTERM: 15 } as const

// A terminal signals all processes of the command, and those that run it (npm, tsx) pass theirs on: one key, several signals.
const oneKey = 500

/**
 * Takes signals over: the first is told, a second ends the process at once, with the exit code that shells give to a signal. What
 * runs at the exit of a process still does: browsers are killed.
 */
export function takeSignals(): Interruption {
  let at: number | undefined
  let tell = () => {}
  const first = new Promise<void>((resolve) => {
    tell = resolve
  })
  const onSignal = (signal: keyof typeof numbers) => {
    if (at !== undefined && Date.now() - at > oneKey) process.exit(128 + numbers[signal])
    at ??= Date.now()
    tell()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    asked: () => at !== undefined,
    first,
    release() {
      process.removeListener('SIGINT', onSignal)
      process.removeListener('SIGTERM', onSignal)
    },
  }
}
