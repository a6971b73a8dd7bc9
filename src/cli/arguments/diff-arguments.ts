import { common, type Help, helpAbout, parse, wrong } from './words.ts'

export interface DiffArguments {
  command: 'diff'
  before: string
  after: string
  json: boolean
  redact: boolean
}

/** Parses the words after `duplex diff`. */
export function diffArguments(words: string[]): DiffArguments | Help {
  const { values, positionals } = parse(words, common)
  if (values['help']) return helpAbout('diff')
  const [before, after, ...more] = positionals
  if (before === undefined || after === undefined || more.length > 0) throw wrong('two FILEs expected')
  return { command: 'diff', before, after, json: values['json'] === true, redact: values['no-redact'] !== true }
}
