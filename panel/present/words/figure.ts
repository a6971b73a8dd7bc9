import type { StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import { unseenAnswers } from '../../../src/core/verdict/unseen-answers.ts'
import { plural } from './format-units.ts'

/** Where a figure comes from: `measured` by the browser, `modelled` from what the page could see, or `mixed`. */
export type Basis = StreamAnalysis['cost']['basis']

/** A number on screen with its mark; the unit is separate, because it is displayed lighter. */
export interface Figure {
  mark: '' | '~' | '≥' | '≤'
  value: string
  unit: string
  /** Why the figure carries its mark; '' without a mark. */
  why: string
}

/** The figure for a value that does not exist. */
export const noFigure: Figure = { mark: '', value: '–', unit: '', why: '' }

/** How far the figures of a stream can be trusted. */
export interface Trust {
  /** Events that never arrived: with any, every count is a lower bound. */
  lost: number
  basis: Basis
}

const modelled: Record<Basis, string> = {
  measured: '',
  modelled: 'Modelled: headers and framing are computed from what the page could see.',
  mixed: 'Partly modelled: payloads are counted, headers and framing are computed.',
}

/** A counted figure: only lost events can make it wrong. */
export function counted(figure: readonly [string, string], { lost }: Pick<Trust, 'lost'>): Figure {
  const [value, unit] = figure
  if (lost === 0) return { mark: '', value, unit, why: '' }
  return { mark: '≥', value, unit, why: lostWords(lost) }
}

/** Messages and answers that count as updates though what they held is not known. */
export interface Unseen {
  messages: number
  answers: number
}

/** What nobody saw of a stream. */
export const unseenOf = (analysis: StreamAnalysis): Unseen => ({
  messages: analysis.unseenMessages ?? 0,
  answers: unseenAnswers(analysis),
})

/**
 * A figure that depends on what is in messages and answers: of those that nobody saw, some may have said nothing new.
 * @param bound whether the figure is then the least or the most that there can be
 */
export function judged(known: Figure, unseen: Unseen, bound: 'least' | 'most'): Figure {
  if (unseen.messages + unseen.answers === 0 || known.value === noFigure.value) return known
  const mark = bound === 'least' ? '≥' : known.mark === '≥' ? '~' : '≤'
  return { ...known, mark, why: [known.why, unseenWords(unseen)].filter(Boolean).join(' ') }
}

/** Number of deliveries without news; unknown where nobody saw a single one. */
export function wastedFigure(known: Figure, updates: number, unseen: Unseen): Figure {
  const { messages, answers } = unseen
  if (answers === 0 || known.value !== '0' || messages + answers < updates) return judged(known, unseen, 'least')
  return { ...noFigure, value: 'unknown', why: unseenWords(unseen) }
}

function unseenWords({ messages, answers }: Unseen): string {
  const told = [
    messages > 0 ? `What ${plural(messages, 'message')} held is not known: some may be heartbeats.` : '',
    answers > 0 ? `What ${plural(answers, 'answer')} said is not known: some may have said nothing new.` : '',
  ]
  return told.filter(Boolean).join(' ')
}

/** A figure with modelled parts. Losses outweigh the model: the true value is then above the figure, not around it. */
export function estimated(figure: readonly [string, string], { lost, basis }: Trust): Figure {
  const [value, unit] = figure
  const why = [lost > 0 ? lostWords(lost) : '', modelled[basis]].filter(Boolean).join(' ')
  if (why === '' || (lost === 0 && value === '0')) return { mark: '', value, unit, why: '' }
  return { mark: lost > 0 ? '≥' : '~', value, unit, why }
}

/** A quotient of such figures: losses may move it either way. */
export function ratioOf(figure: readonly [string, string], { lost, basis }: Trust): Figure {
  const [value, unit] = figure
  const missing = lost > 0 ? `${eventsLost(lost)} did not arrive, which may change this either way.` : ''
  const why = [missing, modelled[basis]].filter(Boolean).join(' ')
  return { mark: why === '' ? '' : '~', value, unit, why }
}

/** A figure as text, for sentences and screen readers. */
export function figureText({ mark, value, unit }: Figure): string {
  const space = unit === '' || unit.startsWith('/') ? '' : ' '
  return `${mark === '' ? '' : `${mark} `}${value}${space}${unit}`
}

const eventsLost = (lost: number) => `${plural(lost, 'event')} of this capture`
const lostWords = (lost: number) => `${eventsLost(lost)} did not arrive: at least this much.`
