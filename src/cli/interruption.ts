/** Signals that ask a command to finish. */
export interface Interruption {
  /** Whether a signal has arrived. */
  asked(): boolean
  /** Resolves at the first signal. */
  first: Promise<void>
  /** Restores the default behaviour of signals. */
  release(): void
}

const numbers = { SIGINT: 2, SIGTERM: 15 } as const

// In ms. A terminal signals all processes of the command, and the processes that run it (npm, tsx) pass the signal on:
// pressing Ctrl+C once causes several signals.
const samePressMs = 500

/**
 * Handles SIGINT and SIGTERM: the first signal is reported, a second ends the process at once, with the exit code that
 * shells give to a signal. Exit handlers still run, so browsers are killed.
 */
export function takeSignals(): Interruption {
  let at: number | undefined
  let tell = () => {}
  const first = new Promise<void>((resolve) => {
    tell = resolve
  })
  const onSignal = (signal: keyof typeof numbers) => {
    if (at !== undefined && Date.now() - at > samePressMs) process.exit(128 + numbers[signal])
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
