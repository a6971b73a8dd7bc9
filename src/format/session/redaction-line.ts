import type { RedactionReport } from '../redact/concealer.ts'

/**
 * The last line of a session whose writer knows what it replaced: how many values, by which rule and in which kind of place, and what was kept or
 * left out by choice. It is no event. Who writes a session again keeps the lines that it had, before the new one.
 */
export interface RedactionLine extends RedactionReport {
  type: 'redaction'
}

/** What a file tells of the secrets that were in it. */
export interface FileRedaction {
  /** They were replaced when it was saved, or before. */
  wasRedacted: boolean
  /** The redactions that it tells of, the earliest first. */
  redactions: readonly RedactionReport[]
}

/** The redactions that a file tells of, and then the one that is made now, where there is one. */
export const withOwn = (
  before: readonly RedactionReport[],
  redactor: { report(): RedactionReport } | undefined,
): readonly RedactionReport[] => (redactor ? [...before, redactor.report()] : before)

/** Readers keep this many of a file; a session is redacted once, or twice. */
const mostRedactions = 20

/**
 * What a file tells of a redaction. The preview shows the ends of a first value to the person whose secret it may be; those who get the file are
 * told its length alone.
 */
export function writtenRedaction(report: RedactionReport): RedactionLine {
  const counts = report.counts.map((count) => ({
    ...count,
    first: count.first.replace(/^[^•]*(•+).*?( \(\d+ characters\))?$/s, '$1$2'),
  }))
  return { type: 'redaction', ...report, counts }
}

/** The line with its line end. */
export const redactionLine = (report: RedactionReport): string => `${JSON.stringify(writtenRedaction(report))}\n`

/** Adds what a file tells of a redaction to the list of those found so far. @returns whether it was one */
export function addRedaction(found: RedactionReport[], value: unknown): boolean {
  const report = readRedaction(value)
  if (report && found.length < mostRedactions) found.push(report)
  return report !== undefined
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 1000
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isText) : [])

type Fields = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objects = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Reads a line of a file that anybody may have written: what does not fit is left out. @returns undefined where the line is another one */
function readRedaction(value: unknown): RedactionReport | undefined {
  if (!isObject(value) || value['type'] !== 'redaction') return undefined
  const counts = objects(value['counts']).flatMap(({ rule, place, values, times, first }) =>
    isText(rule) && isText(place) && isCount(values) && isCount(times) && isText(first)
      ? [{ rule, place, values, times, first } as RedactionReport['counts'][number]]
      : [],
  )
  return {
    values: isCount(value['values']) ? value['values'] : 0,
    counts,
    hosts: objects(value['hosts']).flatMap(({ host, times }) =>
      isText(host) && isCount(times) ? [{ host, times }] : [],
    ),
    keptRules: texts(value['keptRules']) as RedactionReport['keptRules'],
    keptHosts: texts(value['keptHosts']),
    droppedHosts: texts(value['droppedHosts']),
    droppedEvents: isCount(value['droppedEvents']) ? value['droppedEvents'] : 0,
  }
}
