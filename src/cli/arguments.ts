import { parseArgs } from 'node:util'
import { type ExportFormat, exportFormats } from '../format/export/formats.ts'
import { CommandProblem, exitCodes } from './problem.ts'

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
  file: string
  format: ExportFormat
  /** '-' for standard output. */
  out: string
  redact: boolean
}

export type Arguments = CaptureArguments | AnalyzeArguments | ConvertArguments | { command: 'help' }

const ids = [...new Set(exportFormats.map(({ id }) => id))]
const parts = (id: string) => exportFormats.filter((format) => format.id === id).map(({ of }) => of)
const formatList = exportFormats
  .map(({ id, of, holds, readsTwice }) => {
    const words = parts(id).length > 1 ? `${id} --of ${of}` : id
    return `  --to ${words.padEnd(18)} ${holds}${readsTwice ? ' (FILE is read twice)' : ''}`
  })
  .join('\n')

export const usage = `duplex capture URL [--for 20s] [--browser chromium|firefox|/path] [--out FILE] [--json] [--headed] [--no-redact]
duplex analyze FILE [--json] [--no-redact]    a Duplex session, a HAR, or - for standard input
duplex convert FILE --to ${ids.join('|')} [--of ${parts('csv').join('|')}] --out FILE [--no-redact]

capture opens URL in a real browser with Duplex in its developer tools, and tells which realtime techniques the page uses.
--for      how long to watch once the page has begun to load: 500ms, 20s (the default), 2m
--out      where to write the session; a name that ends in .gz is compressed. Of convert: the file to write, or - for standard output
--json     one JSON document on standard output, and nothing else
--headed   with a window, for which a display is needed
--no-redact   secrets stay in the files that are written and in the URLs that are printed; otherwise they are replaced

convert writes FILE in a format of other programs:
${formatList}`

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

function capture(words: string[]): Arguments {
  const { values, positionals } = parse(words, {
    for: { type: 'string', default: '20s' },
    browser: { type: 'string', default: 'chromium' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    headed: { type: 'boolean', default: false },
    'no-redact': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
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
  const { values, positionals } = parse(words, {
    json: { type: 'boolean', default: false },
    'no-redact': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
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
    'no-redact': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values['help']) return { command: 'help' }
  const file = only(positionals, 'FILE')
  const format = formatNamed(values['to'] as string | undefined, values['of'] as string | undefined)
  const out = values['out'] as string | undefined
  if (!out) throw wrong('no --out given: a file to write, or - for standard output')
  return { command: 'convert', file, format, out, redact: values['no-redact'] !== true }
}

function formatNamed(id: string | undefined, of: string | undefined): ExportFormat {
  if (id === undefined) throw wrong(`no --to given: ${ids.join(' or ')}`)
  const ofId = exportFormats.filter((format) => format.id === id)
  if (ofId.length === 0) throw wrong(`'${id}' is not a format; ${ids.join(' and ')} are`)
  const found = of === undefined ? ofId[0] : ofId.find((format) => format.of === of)
  if (!found) throw wrong(`${id} has no '${of}'; it has ${parts(id).join(' and ')}`)
  return found
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
