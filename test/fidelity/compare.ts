import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import type { Case, State } from './case.ts'

const maxShownLength = 400 // characters of a line that are shown

/** The lines in which a log differs from the log without the extension, apart from the differences listed with the case. */
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

/** Compares line by line; expected lines with a minus, actual ones with a plus. */
export function differences(wanted: readonly string[], got: readonly string[]): string[] {
  const found: string[] = []
  for (let i = 0; i < Math.max(wanted.length, got.length); i++) {
    if (wanted[i] === got[i]) continue
    if (wanted[i] !== undefined) found.push(`- ${cut(wanted[i]!, got[i])}`)
    if (got[i] !== undefined) found.push(`+ ${cut(got[i]!, wanted[i])}`)
  }
  return found
}

/** The part of a long line around the first difference. */
function cut(line: string, other = ''): string {
  if (line.length <= maxShownLength) return line
  let at = 0
  while (at < line.length && line[at] === other[at]) at++
  const from = Math.max(0, at - maxShownLength / 4)
  return `…${line.slice(from, from + maxShownLength)}…`
}
