import { parseArgs } from 'node:util'
import { CommandProblem, exitCodes } from '../problem.ts'
import type { CommandName } from '../usage.ts'

/** Somebody asks what a command does. */
export interface Help {
  command: 'help'
  /** Undefined where the question is what commands there are. */
  about: CommandName | undefined
}
export const helpAbout = (about?: CommandName): Help => ({ command: 'help', about })

/** Options of all commands that print a result. */
export const common = {
  json: { type: 'boolean', default: false },
  'no-redact': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

/** Parses words by their options.
 * @throws CommandProblem with a sentence that names the wrong word
 */
export function parse(words: string[], options: Options) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's messages continue after the first sentence with advice that does not fit here.
    throw wrong((error as Error).message.split(/\. |\n/)[0]!.replace(/^./, (first) => first.toLowerCase()))
  }
}

/** The only word that is no option. */
export function only(positionals: readonly string[], what: string): string {
  if (positionals.length === 0) throw wrong(`no ${what} given`)
  if (positionals.length > 1) throw wrong(`one ${what} expected, and '${positionals[1]}' is a second`)
  return positionals[0]!
}

/** The address of a page that can be captured. */
export function pageUrl(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw wrong(`'${text}' is not a URL; it starts with http:// or https://`)
  }
  if (!/^https?:$/.test(url.protocol)) throw wrong(`'${text}' cannot be captured: only http and https pages can`)
  return url.href
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000 }
const maxDurationMs = 24 * 3600 * 1000

/** A duration such as `20s`, in ms. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  const ms = Number(number) * (units[unit ?? ''] ?? Number.NaN)
  if (!(ms > 0 && ms <= maxDurationMs)) throw wrong(`'${text}' is not a duration; 500ms, 20s and 2m are`)
  return ms
}

/** What is wrong with the words, as a problem. */
export const wrong = (what: string) => new CommandProblem(`${what}; see duplex help`, exitCodes.usage)
