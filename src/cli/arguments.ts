import { parseArgs } from 'node:util'
import { type ExportFormat, exportFormats } from '../format/export/formats.ts'
import { CommandProblem, exitCodes } from './problem.ts'
import { formatIds, inWords, partsOf } from './usage.ts'

export interface CaptureArguments {
  command: 'capture'
  url: string
  forMs: number
  browser: string
  out: string | undefined
  json: boolean
  headed: boolean
  redact: boolean
}

export interface AnalyzeArguments {
  command: 'analyze'
  file: string
  json: boolean
  redact: boolean
}

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

export interface CheckArguments {
  command: 'check'
  /** A file, '-' for standard input, or the URL of a page to capture. */
  target: string
  budget: string
  junit: string | undefined
  forMs: number
  browser: string
  headed: boolean
  json: boolean
  redact: boolean
}

export interface DiffArguments {
  command: 'diff'
  before: string
  after: string
  json: boolean
  redact: boolean
}

export type Arguments =
  | CaptureArguments
  | AnalyzeArguments
  | ConvertArguments
  | CheckArguments
  | DiffArguments
  | { command: 'help' }

/**
 * Parses the command line.
 * @throws CommandProblem with a sentence that names the wrong word and what was expected
 */
export function parseArguments(words: readonly string[]): Arguments {
  const [command, ...rest] = words
  switch (command) {
    case 'capture':
      return capture(rest)
    case 'analyze':
      return analyze(rest)
    case 'convert':
      return convert(rest)
    case 'check':
      return check(rest)
    case 'diff':
      return diff(rest)
    case 'help':
    case '--help':
    case '-h':
      return { command: 'help' }
    case undefined:
      throw wrong('no command given')
    default:
      throw wrong(`unknown command '${command}'`)
  }
}

/** Options of all commands that print a result. */
const common = {
  json: { type: 'boolean', default: false },
  'no-redact': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

function capture(words: string[]): Arguments {
  const { values, positionals } = parse(words, {
    for: { type: 'string', default: '20s' },
    browser: { type: 'string', default: 'chromium' },
    out: { type: 'string' },
    headed: { type: 'boolean', default: false },
    ...common,
  })
  if (values['help']) return { command: 'help' }
  return {
    command: 'capture',
    url: pageUrl(only(positionals, 'URL')),
    forMs: duration(String(values['for'])),
    browser: String(values['browser']),
    out: values['out'] as string | undefined,
    json: values['json'] === true,
    headed: values['headed'] === true,
    redact: values['no-redact'] !== true,
  }
}

function analyze(words: string[]): Arguments {
  const { values, positionals } = parse(words, common)
  if (values['help']) return { command: 'help' }
  return {
    command: 'analyze',
    file: only(positionals, 'FILE'),
    json: values['json'] === true,
    redact: values['no-redact'] !== true,
  }
}

function convert(words: string[]): Arguments {
  const { values, positionals } = parse(words, {
    to: { type: 'string' },
    of: { type: 'string' },
    out: { type: 'string' },
    label: { type: 'string', multiple: true, default: [] },
    'no-redact': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values['help']) return { command: 'help' }
  const [first = only(positionals, 'FILE'), ...more] = positionals
  const format = formatNamed(values['to'] as string | undefined, values['of'] as string | undefined)
  const takesMany = 'tables' in format
  if (!takesMany) only(positionals, 'FILE')
  const out = values['out'] as string | undefined
  if (!out)
    throw wrong(
      `no --out given: ${takesMany ? 'a folder for the tables' : 'a file to write, or - for standard output'}`,
    )
  const labels = labelsFrom(values['label'] as string[])
  if (!takesMany && Object.keys(labels).length > 0) throw wrong(`--label goes with a format of many sessions`)
  return { command: 'convert', files: [first, ...more], format, out, redact: values['no-redact'] !== true, labels }
}

function check(words: string[]): Arguments {
  const { values, positionals } = parse(words, {
    budget: { type: 'string' },
    junit: { type: 'string' },
    for: { type: 'string', default: '20s' },
    browser: { type: 'string', default: 'chromium' },
    headed: { type: 'boolean', default: false },
    ...common,
  })
  if (values['help']) return { command: 'help' }
  const budget = values['budget'] as string | undefined
  if (!budget) throw wrong('no --budget given: a JSON file with what the traffic may cost')
  const target = only(positionals, 'FILE or URL')
  return {
    command: 'check',
    target: /^https?:/i.test(target) ? pageUrl(target) : target,
    budget,
    junit: values['junit'] as string | undefined,
    forMs: duration(String(values['for'])),
    browser: String(values['browser']),
    headed: values['headed'] === true,
    json: values['json'] === true,
    redact: values['no-redact'] !== true,
  }
}

function diff(words: string[]): Arguments {
  const { values, positionals } = parse(words, common)
  if (values['help']) return { command: 'help' }
  const [before, after, ...more] = positionals
  if (before === undefined || after === undefined || more.length > 0) throw wrong('two FILEs expected')
  return { command: 'diff', before, after, json: values['json'] === true, redact: values['no-redact'] !== true }
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

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

function parse(words: string[], options: Options) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's messages continue after the first sentence with advice that does not fit here.
    throw wrong((error as Error).message.split(/\. |\n/)[0]!.replace(/^./, (first) => first.toLowerCase()))
  }
}

function only(positionals: readonly string[], what: string): string {
  if (positionals.length === 0) throw wrong(`no ${what} given`)
  if (positionals.length > 1) throw wrong(`one ${what} expected, and '${positionals[1]}' is a second`)
  return positionals[0]!
}

function pageUrl(text: string): string {
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

function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  const ms = Number(number) * (units[unit ?? ''] ?? Number.NaN)
  if (!(ms > 0 && ms <= maxDurationMs)) throw wrong(`'${text}' is not a duration; 500ms, 20s and 2m are`)
  return ms
}

const wrong = (what: string) => new CommandProblem(`${what}; see duplex help`, exitCodes.usage)
