import { common, type Help, helpAbout, only, parse } from './words.ts'

export interface AnalyzeArguments {
  command: 'analyze'
  file: string
  json: boolean
  redact: boolean
}

/** Parses the words after `duplex analyze`. */
export function analyzeArguments(words: string[]): AnalyzeArguments | Help {
  const { values, positionals } = parse(words, common)
  if (values['help']) return helpAbout('analyze')
  return {
    command: 'analyze',
    file: only(positionals, 'FILE'),
    json: values['json'] === true,
    redact: values['no-redact'] !== true,
  }
}
