import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'puppeteer-core'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'

/** What somebody would do in a page by hand, such as to log in: it gets the page as puppeteer has it (https://pptr.dev/api/puppeteer.page). */
export type Steps = (page: Page) => unknown

/**
 * Loads a module whose default export does the steps.
 * @throws CommandProblem where there is none
 */
export async function loadSteps(file: string): Promise<Steps> {
  let module: { default?: unknown }
  try {
    module = (await import(pathToFileURL(resolve(file)).href)) as typeof module
  } catch (error) {
    throw new CommandProblem(`${file}: cannot be loaded: ${firstLine(error)}`, exitCodes.usage)
  }
  if (typeof module.default !== 'function')
    throw new CommandProblem(
      `${file}: its default export is not a function; write export default async (page) => { … }`,
      exitCodes.usage,
    )
  return module.default as Steps
}
