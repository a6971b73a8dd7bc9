import type { CheckedLimit } from './check-budget.ts'
import type { Unit } from './limits.ts'

/** A figure of a budget, for people. */
function figure(value: number, unit: Unit): string {
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`
  const rounded = Math.round(value * 10) / 10
  return unit === 'number' ? `${rounded}` : `${rounded} ${unit === 'bytes' ? 'B' : unit}`
}

/** What is wrong with a limit that was broken, or how it was kept, as a sentence. */
export function sentence({ scope, limit, unit, allowed, seen, streams }: CheckedLimit): string {
  if (limit === 'forbidden')
    return seen === 0 ? `${scope} is not used.` : `${scope} is forbidden, and used by ${streams.join(', ')}.`
  const of = `${limit} of ${scope}`
  if (seen === null) return `${of}: no stream has such a figure.`
  if (seen <= allowed) return `${of}: ${figure(seen, unit)} of ${figure(allowed, unit)}.`
  return `${of}: ${figure(seen, unit)} instead of at most ${figure(allowed, unit)}, ${over(seen, allowed, unit)} (${streams.join(', ')}).`
}

/** By how much a figure is over its limit. */
function over(seen: number, allowed: number, unit: Unit): string {
  const more = `${figure(seen - allowed, unit)} too many`
  if (unit === 'ms') return `${figure(seen - allowed, unit)} too late`
  return allowed > 0 && unit !== 'share' ? `${more}, ${Math.round((seen / allowed - 1) * 100)} % over` : more
}

/** A line for each limit, those that were broken first. */
export function budgetTable(checked: readonly CheckedLimit[]): string {
  const lines = [...checked]
    .sort((one, other) => Number(one.kept) - Number(other.kept))
    .map((one) => `${one.kept ? 'kept  ' : 'BROKEN'}  ${sentence(one)}`)
  const broken = checked.filter(({ kept }) => !kept).length
  const summary =
    broken === 0 ? `all ${checked.length} limits were kept` : `${broken} of ${checked.length} limits were broken`
  return [...lines, summary].join('\n')
}

const xml = (text: string) =>
  text.replace(/[<>&"\p{Cc}]/gu, (unit) => (/[<>&"]/.test(unit) ? `&#${unit.charCodeAt(0)};` : '?'))

/**
 * The result as a JUnit report, with a test case for each limit, for servers that show one.
 * @param name of what was checked: a file or a URL
 */
export function junitReport(name: string, checked: readonly CheckedLimit[]): string {
  const broken = checked.filter(({ kept }) => !kept).length
  const cases = checked.map((one) => {
    const begin = `    <testcase classname="${xml(one.scope)}" name="${xml(one.limit)}"`
    return one.kept ? `${begin}/>` : `${begin}>\n      <failure message="${xml(sentence(one))}"/>\n    </testcase>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${checked.length}" failures="${broken}">`,
    `  <testsuite name="${xml(`duplex check ${name}`)}" tests="${checked.length}" failures="${broken}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

// Data of a workflow command (GitHub, "Workflow commands for GitHub Actions").
const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** A line for each broken limit, which GitHub shows as an error of the run. @param budget name of the budget's file */
export const githubAnnotations = (budget: string, checked: readonly CheckedLimit[]): string[] =>
  checked
    .filter(({ kept }) => !kept)
    .map(
      (one) =>
        `::error file=${escaped(budget).replaceAll(',', '%2C').replaceAll(':', '%3A')},title=Duplex budget::${escaped(sentence(one))}`,
    )
