import type { RedactionReport } from '../redact/concealer.ts'

/**
 * The last line of a session whose writer knows what it replaced: how many values, by which rule and in which kind of place, and what was kept or
 * left out by choice. It is no event.
 */
export interface RedactionLine extends RedactionReport {
  type: 'redaction'
}

/** The line with its line end. */
export const redactionLine = (report: RedactionReport): string =>
  `${JSON.stringify({ type: 'redaction', ...report })}\n`

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 1000
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isText) : [])

type Fields = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objects = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Reads a line of a file that anybody may have written: what does not fit is left out. @returns undefined where the line is another one */
export function readRedaction(value: unknown): RedactionReport | undefined {
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
