import { expect, test } from 'vitest'
import { counted, estimated, figureText, judged, ratioOf } from '../../panel/present/words/figure.ts'

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

test('a figure that depends on payloads is a bound where some did not arrive, and says so', () => {
  expect(figureText(judged(['1,113', ''], { lost: 0 }, 0, 'least'))).toBe('1,113')
  const wasted = judged(['1,113', ''], { lost: 0 }, 98_000, 'least')
  expect(figureText(wasted)).toBe('≥ 1,113')
  expect(wasted.why).toContain('98,000 messages')
  expect(judged(['9', ''], { lost: 0 }, 1, 'most').mark).toBe('≤')
  expect(judged(['9', ''], { lost: 7 }, 1, 'most').mark).toBe('~') // losses raise it, heartbeats lower it
})
