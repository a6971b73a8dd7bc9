import type { BrowserKind } from '../../src/cli/browser/find-browser.ts'
import type { Case, State } from './case.ts'

const longest = 400 // characters of a line that is shown

/** The lines in which a log is not what it must be: the one without the extension, but for what is listed with its reason. */
export function unexpected(
  one: Case,
  without: readonly string[],
  log: readonly string[],
  { state, kind }: { state: State; kind: BrowserKind },
): string[] {
  let wanted = [...without]
  let got = [...log]
  for (const { states, browsers, becomes, apart } of one.differs ?? []) {
    if (!states.includes(state) || (browsers && !browsers.includes(kind))) continue
    if (becomes) wanted = becomes(wanted)
    if (apart) {
      wanted = apart(wanted)
      got = apart(got)
    }
  }
  return differences(wanted, got)
}

/** Line by line; what was wanted with a minus, what came with a plus. */
export function differences(wanted: readonly string[], got: readonly string[]): string[] {
  const found: string[] = []
  for (let i = 0; i < Math.max(wanted.length, got.length); i++) {
    if (wanted[i] === got[i]) continue
    if (wanted[i] !== undefined) found.push(`- ${cut(wanted[i]!, got[i])}`)
    if (got[i] !== undefined) found.push(`+ ${cut(got[i]!, wanted[i])}`)
  }
  return found
}

/** From a little before the place where a long line differs. */
function cut(line: string, other = ''): string {
  if (line.length <= longest) return line
  let at = 0
  while (at < line.length && line[at] === other[at]) at++
  const from = Math.max(0, at - longest / 4)
  return `…${line.slice(from, from + longest)}…`
}
