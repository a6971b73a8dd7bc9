/** Exit codes of the command line; other tools rely on them. */
export const exitCodes = { done: 0, overBudget: 1, usage: 2, noPage: 3 } as const

/** Ends a command with a clear sentence for standard error and an exit code. */
export class CommandProblem extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message)
  }
}

/** The first line of an error's message. */
export const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0]!

/**
 * Turns any thrown value into a CommandProblem.
 * @param before begins the message of any other error
 */
export const asProblem = (error: unknown, before: string, exitCode: number) =>
  error instanceof CommandProblem ? error : new CommandProblem(`${before}: ${firstLine(error)}`, exitCode)
