import { common, duration, type Help, helpAbout, only, pageUrl, parse } from './words.ts'

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

/** Parses the words after `duplex capture`. */
export function captureArguments(words: string[]): CaptureArguments | Help {
  const { values, positionals } = parse(words, {
    for: { type: 'string', default: '20s' },
    browser: { type: 'string', default: 'chromium' },
    out: { type: 'string' },
    headed: { type: 'boolean', default: false },
    ...common,
  })
  if (values['help']) return helpAbout('capture')
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
