import { exportFormats } from '../format/export/formats.ts'

/** In the place of a format: what `duplex report` writes. It is made of the panel's views, which no writer of a format may know. */
export const reportId = 'html'

/** What `--to` takes. */
export const formatIds = [...new Set(exportFormats.map(({ id }) => id)), reportId]

/**
 * A list in words.
 * @param last the word before the last
 */
export const inWords = (words: readonly string[], last: 'and' | 'or'): string =>
  new Intl.ListFormat('en-GB', { type: last === 'and' ? 'conjunction' : 'disjunction' }).format(words)

/** What of a session a format can hold, as in `--of`. */
export const partsOf = (id: string) => exportFormats.filter((format) => format.id === id).map(({ of }) => of)

export type CommandName = 'capture' | 'analyze' | 'convert' | 'report' | 'check' | 'diff'

interface Usage {
  /** The words that the command takes. */
  forms: readonly string[]
  tells: string
  options: readonly (readonly [option: string, meaning: string])[]
  examples: readonly string[]
}

const forHowLong = ['--for', 'how long to watch once the page has begun to load: 500ms, 20s (the default), 2m'] as const
const browser = ['--browser', 'chromium (the default), firefox, or the path of a browser'] as const
const headed = ['--headed', 'with a window, for which a display is needed'] as const
const json = ['--json', 'one JSON document on standard output, and nothing else'] as const
const printed = ['--no-redact', 'secrets stay in the URLs that are printed; otherwise they are replaced'] as const
const written = ['--no-redact', 'secrets stay in what is written; otherwise they are replaced'] as const

/** A line for each format, with its options. */
const formats = exportFormats.map(({ id, of, holds, readsTwice }) => {
  const words = partsOf(id).length > 1 ? `${id} --of ${of}` : id
  return [`--to ${words}`, `${holds}${readsTwice ? ' (FILE is read twice)' : ''}`] as const
})
const formatsOfOne = formatIds.filter((id) => id !== 'parquet').join('|')

const usages: Readonly<Record<CommandName, Usage>> = {
  capture: {
    forms: [
      'URL… [--for 20s] [--until idle|SELECTOR] [--script steps.mjs] [--cookies FILE] [--out FILE] [--har FILE] [--browser chromium|firefox|/path] [--json] [--headed] [--no-redact]',
    ],
    tells:
      'Opens each URL in a real browser with Duplex in its developer tools, and tells which realtime techniques the page uses.',
    options: [
      forHowLong,
      [
        '--until',
        'ends the watching before: idle, once nothing was recorded for 5 s, or once SELECTOR finds an element; 60s at most, or as --for says',
      ],
      [
        '--script',
        'a module whose default export gets the page, to log in or to click: export default async (page) => { … } (https://pptr.dev/api/puppeteer.page)',
      ],
      ['--cookies', 'cookies to begin with: a JSON list, a storageState of Playwright, or a cookies.txt'],
      browser,
      ['--out', 'where to write the session; a name that ends in .gz is compressed. Of several pages: a folder'],
      ['--har', 'where to write the session as HAR, too'],
      json,
      headed,
      [
        '--no-redact',
        'secrets stay in the file that is written and in the URLs that are printed; otherwise they are replaced',
      ],
    ],
    examples: [
      'duplex capture https://my.site',
      'duplex capture https://my.site --for 2m --browser firefox --out my-site.duplex.ndjson.gz',
      'duplex capture https://my.site/board --cookies cookies.txt --script login.mjs --until .board --har board.har',
      'duplex capture https://my.site/a https://my.site/b --until idle --out sessions',
    ],
  },
  analyze: {
    forms: ['FILE [--json] [--no-redact]'],
    tells:
      'Tells which realtime techniques the traffic in FILE uses: a Duplex session, a HAR, a WebRTC dump, or - for standard input.',
    options: [json, printed],
    examples: ['duplex analyze my-site.har', 'gzip -dc my-site.har.gz | duplex analyze - --json'],
  },
  convert: {
    forms: [
      `FILE --to ${formatsOfOne} [--of ${partsOf('csv').join('|')}] --out FILE [--no-redact]`,
      `FILE… --to parquet [--of ${partsOf('parquet').join('|')}] [--label NAME=VALUE]… --out DIR [--no-redact]`,
    ],
    tells: 'Writes FILE, a Duplex session, a HAR or a WebRTC dump, in another format.',
    options: [
      ...formats,
      [`--to ${reportId}`, 'one file for people without Duplex, as the command report writes it'],
      [
        '--out',
        'the file to write, compressed where its name ends in .gz, or - for standard output; of parquet a folder',
      ],
      [
        '--label',
        'what is known of the sessions, such as release=1.4, by which they can be compared. A session that DIR has already is replaced',
      ],
      written,
    ],
    examples: [
      'duplex convert my-site.har --to csv --out streams.csv',
      'duplex convert my-site.har --to session --out my-site.duplex.ndjson.gz',
      'duplex convert my-site.duplex.ndjson --to csv --of messages --out -',
      'duplex convert *.duplex.ndjson --to parquet --label release=1.4 --out sessions',
    ],
  },
  report: {
    forms: ['FILE --out FILE.html [--no-redact]'],
    tells:
      'Writes one HTML file that tells everything of a session, a HAR or a WebRTC dump to somebody who has no Duplex. It can be printed, and asks for nothing.',
    options: [['--out', 'the file to write, or - for standard output'], written],
    examples: [
      'duplex report checkout.duplex.ndjson --out checkout.html',
      'duplex report checkout.har --no-redact --out - > checkout.html',
    ],
  },
  check: {
    forms: ['FILE|URL --budget BUDGET.json [--junit FILE] [--for 20s] [--browser …] [--headed] [--json] [--no-redact]'],
    tells:
      'Holds a file, or a page that it captures, against a budget (see src/format/budget), and ends with exit code 1 where a limit is broken.',
    options: [
      ['--budget', 'a JSON file with what the traffic may cost'],
      ['--junit', 'where to write a JUnit report; on GitHub, broken limits are annotations of the run'],
      forHowLong,
      browser,
      headed,
      json,
      printed,
    ],
    examples: ['duplex check https://my.site --for 1m --budget budget.json --junit duplex.xml'],
  },
  diff: {
    forms: ['FILE FILE [--json] [--no-redact]'],
    tells: 'Puts two sessions or HARs side by side, such as those of two releases.',
    options: [json, printed],
    examples: ['duplex diff before.duplex.ndjson after.duplex.ndjson'],
  },
}

/** Whether there is a command of this name. */
export const isCommand = (word: string): word is CommandName => Object.hasOwn(usages, word)

const formsOf = (command: CommandName) => usages[command].forms.map((words) => `duplex ${command} ${words}`)

/** What `duplex help` prints, or with a command `duplex COMMAND --help`. */
export function usageOf(command?: CommandName): string {
  if (command === undefined) {
    const all = (Object.keys(usages) as CommandName[]).flatMap((one) => [...formsOf(one), `  ${usages[one].tells}`])
    return [...all, '', 'duplex COMMAND --help tells what the options of a command mean, with examples.'].join('\n')
  }
  const { tells, options, examples } = usages[command]
  const wide = Math.max(...options.map(([option]) => option.length)) + 2
  return [
    ...formsOf(command),
    '',
    tells,
    ...options.map(([option, meaning]) => `  ${option.padEnd(wide)}${meaning}`),
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  ${example}`),
  ].join('\n')
}
