import { common, duration, type Help, helpAbout, only, pageUrl, parse, wrong } from './words.ts'

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

/** Parses the words after `duplex check`. */
export function checkArguments(words: string[]): CheckArguments | Help {
  const { values, positionals } = parse(words, {
    budget: { type: 'string' },
    junit: { type: 'string' },
    for: { type: 'string', default: '20s' },
    browser: { type: 'string', default: 'chromium' },
    headed: { type: 'boolean', default: false },
    ...common,
  })
  if (values['help']) return helpAbout('check')
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
