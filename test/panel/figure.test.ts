import { expect, test } from 'vitest'
import { counted, estimated, figureText, judged, ratioOf, wastedFigure } from '../../panel/present/words/figure.ts'

test('a measured figure of a whole capture carries no mark', () => {
  expect(estimated(['4.8', 'MB'], { lost: 0, basis: 'measured' })).toMatchObject({ mark: '', why: '' })
})

test('a modelled figure carries ~ and says why', () => {
  const figure = estimated(['4.8', 'MB'], { lost: 0, basis: 'modelled' })
  expect(figureText(figure)).toBe('~ 4.8 MB')
  expect(figure.why).toContain('computed')
})

test('a loss outweighs a model, and both are explained', () => {
  const figure = estimated(['4.8', 'MB'], { lost: 7, basis: 'mixed' })
  expect(figureText(figure)).toBe('≥ 4.8 MB')
  expect(figure.why).toMatch(/7 events .* at least this much.*computed/)
})

test('a count is exact or a lower bound', () => {
  expect(figureText(counted(['12', ''], { lost: 0 }))).toBe('12')
  expect(figureText(counted(['12', ''], { lost: 1 }))).toBe('≥ 12')
})

test('a share is never a lower bound: losses may move it either way', () => {
  expect(figureText(ratioOf(['61', '%'], { lost: 7, basis: 'measured' }))).toBe('~ 61 %')
})

test('zero is exact', () => {
  expect(figureText(estimated(['0', 'B'], { lost: 0, basis: 'modelled' }))).toBe('0 B')
})

const none = { messages: 0, answers: 0 }

test('a figure that depends on payloads is a bound where some did not arrive, and says so', () => {
  const whole = counted(['1,113', ''], { lost: 0 })
  expect(figureText(judged(whole, none, 'least'))).toBe('1,113')
  const wasted = judged(whole, { ...none, messages: 98_000 }, 'least')
  expect(figureText(wasted)).toBe('≥ 1,113')
  expect(wasted.why).toContain('98,000 messages')
  expect(judged(whole, { ...none, answers: 1 }, 'most')).toMatchObject({
    mark: '≤',
    why: expect.stringMatching(/1 answer/),
  })
  // Losses raise it, heartbeats lower it.
  expect(judged(counted(['9', ''], { lost: 7 }), { ...none, messages: 1 }, 'most').mark).toBe('~')
})

test('waste is unknown where nobody saw an answer, and a lower bound where somebody saw some', () => {
  const zero = counted(['0', ''], { lost: 0 })
  const unseen = { ...none, answers: 12 }
  expect(wastedFigure(zero, 12, unseen)).toMatchObject({ value: 'unknown', why: expect.stringMatching(/12 answers/) })
  expect(figureText(wastedFigure(zero, 20, unseen))).toBe('≥ 0')
  expect(figureText(wastedFigure(counted(['3', ''], { lost: 0 }), 12, unseen))).toBe('≥ 3')
  expect(figureText(wastedFigure(zero, 12, none))).toBe('0')
})
