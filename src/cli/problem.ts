/** Exit codes of the command line; other tools rely on them. */
export const exitCodes = { done: 0, overBudget: 1, usage: 2, noPage: 3 } as const

/** Ends a command: one clear sentence for standard error, and the exit code. */
export class CommandProblem extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message)
  }
}

/** What an error says, in one line. */
export const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0]!

/** The same sentence on whatever was thrown. */
export const asProblem = (error: unknown, before: string, exitCode: number) =>
  error instanceof CommandProblem ? error : new CommandProblem(`${before}: ${firstLine(error)}`, exitCode)
