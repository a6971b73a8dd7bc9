import { common, type Help, helpAbout, only, parse, wrong } from './words.ts'

export interface ReportArguments {
  command: 'report'
  file: string
  /** '-' for standard output. */
  out: string
  redact: boolean
}

/** Parses the words after `duplex report`. */
export function reportArguments(words: string[]): ReportArguments | Help {
  const { json: _, ...options } = common
  const { values, positionals } = parse(words, { out: { type: 'string' }, ...options })
  if (values['help']) return helpAbout('report')
  const file = only(positionals, 'FILE')
  const out = values['out'] as string | undefined
  if (!out) throw wrong('no --out given: the HTML file to write, or - for standard output')
  return { command: 'report', file, out, redact: values['no-redact'] !== true }
}
