import { type Technique, techniqueLabels, techniques } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed.ts'
import { textMatcher } from './text-matcher.ts'

type Test = (analysed: Analysed) => boolean

/**
 * Parses the text of the filter box: terms separated by blanks, all of which must match. `technique:polling`,
 * `status:open`, `is:wasteful` and similar keys test a property; a leading `-` negates; `/…/` is a regular expression, and
 * an invalid one is searched for literally; any other term, an unknown key included, is searched for in the URL.
 */
export function parseFilter(text: string): Test {
  const tests = text.split(/\s+/).flatMap((term) => {
    if (term === '' || term === '-') return []
    if (!term.startsWith('-')) return [termTest(term)]
    const test = termTest(term.slice(1))
    return [(analysed: Analysed) => !test(analysed)]
  })
  return (analysed) => tests.every((test) => test(analysed))
}

/** Suggestions while typing; also listed in the shortcuts dialog. */
export const filterExamples: readonly (readonly [term: string, meaning: string])[] = [
  ['technique:polling', 'streams of one technique'],
  ['status:open', 'open, closed or failed'],
  ['is:wasteful', 'at least half of what came in was no news'],
  ['is:realtime', 'everything but ordinary HTTP'],
  ['has:advice', 'something could be better'],
  ['confidence:low', 'certain, high, medium, low or provisional'],
  ['domain:*.example.com', 'host of the URL'],
  ['protocol:socket.io', 'library on top'],
  ['-technique:http', 'not this'],
  ['/v[12]\\/live/', 'regular expression on the URL'],
]

function termTest(term: string): Test {
  const [, key, value] = /^([a-z-]+):(.+)$/i.exec(term) ?? []
  const keyed = key !== undefined && value !== undefined && keyTest(key.toLowerCase(), value.toLowerCase())
  return keyed || textTest(term)
}

function keyTest(key: string, value: string): Test | undefined {
  switch (key) {
    case 'technique':
      return techniqueTest(value)
    case 'status':
      return ({ facts, analysis }) =>
        analysis.status === value || (value === 'pending' && facts.requests.inFlight.size > 0)
    case 'is':
      return isTests[value]
    case 'has':
      return hasTests[value]
    case 'confidence':
      return ({ analysis }) => analysis.confidence === value
    case 'protocol':
      return ({ analysis }) => analysis.protocol === value
    case 'context':
      return ({ analysis }) => analysis.context === value
    case 'method':
      return ({ analysis }) => analysis.method.toLowerCase() === value
    case 'domain':
      return ({ analysis }) => inDomain(analysis.url, value)
    default:
      return undefined
  }
}

const isTests: Record<string, Test> = {
  wasteful: ({ analysis }) => analysis.wasted > 0 && analysis.wasted >= analysis.updates,
  realtime: ({ analysis }) => analysis.technique !== 'http',
  running: ({ facts }) =>
    facts.status === 'open' && (facts.requests.inFlight.size > 0 || facts.connection.openedAt !== undefined),
}

const hasTests: Record<string, Test> = {
  waste: ({ analysis }) => analysis.wasted > 0,
  advice: ({ analysis }) => analysis.advice.length > 0,
  alternatives: ({ analysis }) => analysis.alternatives.length > 0,
}

function techniqueTest(value: string): Test {
  const exact = techniques.find((technique) => technique === value)
  if (exact) return ({ analysis }) => analysis.technique === exact
  const named = (technique: Technique) =>
    technique.includes(value) || techniqueLabels[technique].toLowerCase().includes(value)
  const some = new Set(techniques.filter(named))
  return ({ analysis }) => some.has(analysis.technique)
}

function inDomain(url: string, domain: string): boolean {
  const host = /^\w+:\/\/([^/?#:]*)/.exec(url)?.[1]?.toLowerCase() ?? ''
  return domain.startsWith('*.') ? host.endsWith(domain.slice(1)) : host === domain
}

function textTest(term: string): Test {
  const finds = textMatcher(term)
  return ({ analysis }) => finds(analysis.url)
}
