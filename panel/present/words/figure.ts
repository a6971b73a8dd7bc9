import type { Basis } from '../../../src/core/cost/cost.ts'
import { plural } from './format-units.ts'

/** A number on screen: its mark, its digits, and its unit apart, which is set lighter. */
export interface Figure {
  mark: '' | '~' | '≥'
  value: string
  unit: string
  /** Why it carries its mark; empty without one. */
  why: string
}

/** What stands where there is nothing to say. */
export const noFigure: Figure = { mark: '', value: '–', unit: '', why: '' }

/** How far figures of a stream can be trusted. */
export interface Trust {
  /** Events that never arrived: every count is at least what it says. */
  lost: number
  basis: Basis
}

const modelled: Record<Basis, string> = {
  measured: '',
  modelled: 'Modelled: headers and framing are computed from what the page could see.',
  mixed: 'Partly modelled: payloads are counted, headers and framing are computed.',
}

/** A figure that was counted one by one: only losses can make it wrong. */
export function counted(figure: readonly [string, string], { lost }: Pick<Trust, 'lost'>): Figure {
  const [value, unit] = figure
  if (lost === 0) return { mark: '', value, unit, why: '' }
  return { mark: '≥', value, unit, why: lostWords(lost) }
}

/** A figure with modelled parts. A loss outweighs a model: the truth then lies above, not around. */
export function estimated(figure: readonly [string, string], { lost, basis }: Trust): Figure {
  const [value, unit] = figure
  const why = [lost > 0 ? lostWords(lost) : '', modelled[basis]].filter(Boolean).join(' ')
  if (why === '' || (lost === 0 && value === '0')) return { mark: '', value, unit, why: '' }
  return { mark: lost > 0 ? '≥' : '~', value, unit, why }
}

/** A quotient of such figures: what is lost may move it either way. */
export function ratioOf(figure: readonly [string, string], { lost, basis }: Trust): Figure {
  const [value, unit] = figure
  const missing = lost > 0 ? `${eventsLost(lost)} did not arrive, which may change this either way.` : ''
  const why = [missing, modelled[basis]].filter(Boolean).join(' ')
  return { mark: why === '' ? '' : '~', value, unit, why }
}

/** The same in one piece, as it stands in sentences and is read aloud. */
export function figureText({ mark, value, unit }: Figure): string {
  const space = unit === '' || unit.startsWith('/') ? '' : ' '
  return `${mark === '' ? '' : `${mark} `}${value}${space}${unit}`
}

const eventsLost = (lost: number) => `${plural(lost, 'event')} of this capture`
const lostWords = (lost: number) => `${eventsLost(lost)} did not arrive: at least this much.`
