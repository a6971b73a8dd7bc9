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
