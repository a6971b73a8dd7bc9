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

/** What a capture with lost events says of limits that were kept. @param dropped events that were lost */
const lost = (dropped: number) =>
  `${dropped === 1 ? '1 event was' : `${dropped} events were`} lost: a limit that was kept may be broken by what they cost.`

/**
 * A line for each limit, those that were broken first.
 * @param dropped events that were lost
 */
export function budgetTable(checked: readonly CheckedLimit[], dropped: number): string {
  const lines = [...checked]
    .sort((one, other) => Number(one.kept) - Number(other.kept))
    .map((one) => `${one.kept ? 'kept  ' : 'BROKEN'}  ${sentence(one)}`)
  const broken = checked.filter(({ kept }) => !kept).length
  return [...lines, summary(broken, checked.length), ...(dropped > 0 ? [lost(dropped)] : [])].join('\n')
}

function summary(broken: number, all: number): string {
  if (all === 1) return broken === 0 ? 'the limit was kept' : 'the limit was broken'
  return broken === 0
    ? `all ${all} limits were kept`
    : `${broken} of ${all} limits ${broken === 1 ? 'was' : 'were'} broken`
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

/**
 * A line for each broken limit, which GitHub shows as an error of the run, and a warning where events were lost.
 * @param budget name of the budget's file
 * @param dropped events that were lost
 */
export function githubAnnotations(budget: string, checked: readonly CheckedLimit[], dropped: number): string[] {
  const annotation = (kind: 'error' | 'warning', text: string) =>
    `::${kind} file=${escaped(budget).replaceAll(',', '%2C').replaceAll(':', '%3A')},title=Duplex budget::${escaped(text)}`
  const broken = checked.filter(({ kept }) => !kept).map((one) => annotation('error', sentence(one)))
  return dropped > 0 ? [...broken, annotation('warning', lost(dropped))] : broken
}
