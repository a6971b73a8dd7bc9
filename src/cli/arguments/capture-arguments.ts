import { common, duration, type Help, helpAbout, pageUrl, parse, wrong } from './words.ts'

export interface CaptureArguments {
  command: 'capture'
  /** One page after the other. */
  urls: readonly [string, ...string[]]
  /** How long to watch at most, in ms. */
  forMs: number
  /** What ends the watching before: no event for some seconds, or an element that this selector finds. */
  until: 'idle' | { selector: string } | undefined
  browser: string
  /** Of several pages: a folder. */
  out: string | undefined
  /** The session as HAR, too. */
  har: string | undefined
  /** A module that does something in each page. */
  script: string | undefined
  /** A file with cookies. */
  cookies: string | undefined
  json: boolean
  headed: boolean
  redact: boolean
}

/** Parses the words after `duplex capture`. */
export function captureArguments(words: string[]): CaptureArguments | Help {
  const { values, positionals } = parse(words, {
    for: { type: 'string' },
    until: { type: 'string' },
    browser: { type: 'string', default: 'chromium' },
    out: { type: 'string' },
    har: { type: 'string' },
    script: { type: 'string' },
    cookies: { type: 'string' },
    headed: { type: 'boolean', default: false },
    ...common,
  })
  if (values['help']) return helpAbout('capture')
  const [first, ...more] = positionals.map(pageUrl)
  if (first === undefined) throw wrong('no URL given')
  const text = (name: string) => values[name] as string | undefined
  if (more.length > 0 && text('har') !== undefined) throw wrong('--har goes with one URL')
  const until = text('until')
  const isTime = until !== undefined && /^\d/.test(until)
  const longest = text('for') ?? (until === undefined ? '20s' : '60s')
  return {
    command: 'capture',
    urls: [first, ...more],
    forMs: duration(isTime ? until : longest),
    until: until === undefined || isTime ? undefined : until === 'idle' ? 'idle' : { selector: until },
    browser: String(values['browser']),
    out: text('out'),
    har: text('har'),
    script: text('script'),
    cookies: text('cookies'),
    json: values['json'] === true,
    headed: values['headed'] === true,
    redact: values['no-redact'] !== true,
  }
}
