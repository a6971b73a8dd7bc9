import { lastExchanges } from '../../../src/core/analysis/stream-facts.ts'
import { type Technique, techniqueLabels } from '../../../src/core/verdict/technique.ts'
import type { Confidence } from '../../../src/core/verdict/verdict.ts'
import type { Analysed } from '../analysed.ts'
import { unseenOf } from '../words/figure.ts'
import { flagMeaning } from '../words/flag-words.ts'
import { formatClock, grouped, plural } from '../words/format-units.ts'
import { tradeOffs } from '../words/technique-words.ts'
import { hiddenWords } from './hidden-words.ts'
import { type Histogram, histogram } from './histogram.ts'

/** Why a stream got its verdict, as a colleague would explain it. */
export interface VerdictStory {
  technique: Technique
  /** 'Long polling, high confidence.' */
  headline: string
  because: readonly string[]
  /** Observations that would make the verdict more certain; '' when enough was seen. */
  needs: string
  flags: readonly { flag: string; meaning: string }[]
  /** Earlier verdicts with their times; '' where the verdict never changed. */
  history: string
  alternatives: readonly { technique: Technique; text: string }[]
  waste: string
  /** What went on while the tab was hidden; '' where it never was. */
  hidden: string
  histograms: readonly Histogram[]
  advice: readonly string[]
  tradeOff: string
}

/** Writes the story of a stream's verdict. */
export function verdictStory({ facts, analysis }: Analysed): VerdictStory {
  const { technique, confidence } = analysis
  return {
    technique,
    headline: `${techniqueLabels[technique]}, ${confidenceWords[confidence]}.`,
    because: analysis.because,
    needs: needs(analysis.confidence, lastExchanges(facts).length, facts.kind === 'exchanges'),
    flags: analysis.flags.map((flag) => ({ flag, meaning: flagMeaning(flag) })),
    history: historyWords(analysis),
    alternatives: analysis.alternatives.filter(isTelling).map((one) => ({
      technique: one.technique,
      text: `It could be ${techniqueLabels[one.technique]}: ${one.because.join(' ')}`,
    })),
    waste: analysis.wasted > 0 ? wasteWords(facts.kind, analysis) : '',
    hidden: hiddenWords({ facts, analysis }),
    histograms: facts.kind === 'exchanges' ? histogramsOf(lastExchanges(facts)) : [],
    advice: analysis.advice.map((one) => one.text),
    tradeOff: tradeOffs[technique],
  }

  /** The alternative of plain HTTP fits any stream, so it is mentioned only while the verdict is weak. */
  function isTelling(one: { technique: Technique }): boolean {
    return one.technique !== 'http' || !['certain', 'high'].includes(confidence)
  }
}

const confidenceWords: Record<Confidence, string> = {
  certain: 'certain',
  high: 'high confidence',
  medium: 'medium confidence',
  low: 'low confidence',
  provisional: 'a first guess',
}

/** A first guess that was confirmed does not count as a change. */
function historyWords({ history, technique }: Analysed['analysis']): string {
  const changes = history.filter((one, index) => one.technique !== history[index - 1]?.technique)
  if (changes.length < 2 && changes[0]?.technique === technique) return ''
  const told = changes.map(({ at, technique: then }) => `${techniqueLabels[then]} at ${formatClock(at)}`)
  return told.length === 0 ? '' : `It was taken for ${told.join(', then ')}.`
}

// Four exchanges make a pattern worth naming, eight a pattern to rely on (core/classify/rule.ts).
const enoughForPattern = 4
const enoughForTrust = 8

function needs(confidence: Confidence, seen: number, exchanges: boolean): string {
  if (!exchanges || confidence === 'certain' || confidence === 'high') return ''
  if (seen < enoughForPattern) return `${seen} of ${enoughForPattern} exchanges seen that a pattern needs.`
  if (seen < enoughForTrust) return `${seen} of ${enoughForTrust} exchanges seen that a firm verdict needs.`
  return ''
}

const wasteReasons: Record<string, string> = {
  'not-modified': 'not modified',
  'no-content': 'without content',
  empty: 'empty',
  same: 'the same as before',
  'no-op': 'saying only that there is nothing',
  heartbeat: 'heartbeats',
  failed: 'failed',
}

function wasteWords(kind: Analysed['facts']['kind'], analysis: Analysed['analysis']): string {
  const { wastedBy } = analysis
  const { messages, answers } = unseenOf(analysis)
  const atLeast = messages + answers > 0 ? 'At least ' : ''
  const reasons = Object.entries(wastedBy)
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${grouped(count)} ${wasteReasons[reason] ?? reason}`)
  const sum = Object.values(wastedBy).reduce((total, count) => total + count, 0)
  const what = plural(sum, kind === 'exchanges' ? 'answer' : 'message')
  return `${atLeast}${what} carried no news: ${reasons.length === 1 ? (reasons[0] ?? '').replace(/^[\d,]+ /, '') : reasons.join(', ')}.`
}

function histogramsOf(samples: ReturnType<typeof lastExchanges>): Histogram[] {
  const kept = samples.filter((sample) => sample.outcome !== 'abort').sort((a, b) => a.start - b.start)
  const gaps = kept.slice(1).map((sample, index) => Math.max(0, sample.start - kept[index]!.end))
  const waits = kept.map((sample) => Math.max(0, sample.answeredAt - sample.start))
  return [histogram('How long answers took to start', waits), histogram('Pause before the next request', gaps)].filter(
    (one) => one !== undefined,
  )
}
