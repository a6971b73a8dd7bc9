import { isCommand } from '../usage.ts'
import { type AnalyzeArguments, analyzeArguments } from './analyze-arguments.ts'
import { type CaptureArguments, captureArguments } from './capture-arguments.ts'
import { type CheckArguments, checkArguments } from './check-arguments.ts'
import { type ConvertArguments, convertArguments } from './convert-arguments.ts'
import { type DiffArguments, diffArguments } from './diff-arguments.ts'
import { type ReportArguments, reportArguments } from './report-arguments.ts'
import { type Help, helpAbout, wrong } from './words.ts'

export type Arguments =
  | CaptureArguments
  | AnalyzeArguments
  | ConvertArguments
  | ReportArguments
  | CheckArguments
  | DiffArguments
  | Help

/**
 * Parses the command line.
 * @throws CommandProblem with a sentence that names the wrong word and what was expected
 */
export function parseArguments(words: readonly string[]): Arguments {
  const [command, ...rest] = words
  switch (command) {
    case 'capture':
      return captureArguments(rest)
    case 'analyze':
      return analyzeArguments(rest)
    case 'convert':
      return convertArguments(rest)
    case 'report':
      return reportArguments(rest)
    case 'check':
      return checkArguments(rest)
    case 'diff':
      return diffArguments(rest)
    case 'help':
    case '--help':
    case '-h':
      return help(rest)
    case undefined:
      throw wrong('no command given')
    default:
      throw wrong(`unknown command '${command}'`)
  }
}

function help([about, ...more]: readonly string[]): Help {
  if (about === undefined) return helpAbout()
  if (!isCommand(about) || more.length > 0) throw wrong(`unknown command '${[about, ...more].join(' ')}'`)
  return helpAbout(about)
}
