import { type ExportFormat, exportFormats } from '../../format/export/formats.ts'
import { formatIds, inWords, partsOf, reportId } from '../usage.ts'
import type { ReportArguments } from './report-arguments.ts'
import { type Help, helpAbout, only, parse, wrong } from './words.ts'

export interface ConvertArguments {
  command: 'convert'
  /** One, unless the format takes many sessions. */
  files: readonly [string, ...string[]]
  format: ExportFormat
  /** '-' for standard output. Of many sessions: a folder. */
  out: string
  redact: boolean
  /** What is known of the sessions, where the format takes many. */
  labels: Readonly<Record<string, string>>
}

/**
 * Parses the words after `duplex convert`.
 * @returns for `--to html` what `duplex report` does
 */
export function convertArguments(words: string[]): ConvertArguments | ReportArguments | Help {
  const { values, positionals } = parse(words, {
    to: { type: 'string' },
    of: { type: 'string' },
    out: { type: 'string' },
    label: { type: 'string', multiple: true, default: [] },
    'no-redact': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values['help']) return helpAbout('convert')
  const [first = only(positionals, 'FILE'), ...more] = positionals
  const format =
    values['to'] === reportId
      ? undefined
      : formatNamed(values['to'] as string | undefined, values['of'] as string | undefined)
  const takesMany = format !== undefined && 'tables' in format
  if (!takesMany) only(positionals, 'FILE')
  const out = values['out'] as string | undefined
  if (!out)
    throw wrong(
      `no --out given: ${takesMany ? 'a folder for the tables' : 'a file to write, or - for standard output'}`,
    )
  const labels = labelsFrom(values['label'] as string[])
  if (!takesMany && Object.keys(labels).length > 0) throw wrong(`--label goes with a format of many sessions`)
  const redact = values['no-redact'] !== true
  if (!format) return { command: 'report', file: first, out, redact }
  return { command: 'convert', files: [first, ...more], format, out, redact, labels }
}

function formatNamed(id: string | undefined, of: string | undefined): ExportFormat {
  if (id === undefined) throw wrong(`no --to given: ${inWords(formatIds, 'or')}`)
  const ofId = exportFormats.filter((format) => format.id === id)
  if (ofId.length === 0) throw wrong(`'${id}' is not a format; ${inWords(formatIds, 'and')} are`)
  const found = of === undefined ? ofId[0] : ofId.find((format) => format.of === of)
  if (!found) throw wrong(`${id} has no '${of}'; it has ${inWords(partsOf(id), 'and')}`)
  return found
}

/** Labels as they are written, such as `release=1.4`. */
function labelsFrom(words: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = Object.create(null)
  for (const word of words) {
    const [, name, value] = /^([\w.-]+)=(.+)$/s.exec(word) ?? []
    if (name === undefined || value === undefined) throw wrong(`'${word}' is not a label; release=1.4 is`)
    if (labels[name] !== undefined) throw wrong(`the label ${name} is given twice`)
    labels[name] = value
  }
  return labels
}
