import { expect, test } from 'vitest'
import { connectionFacts } from '../../panel/present/details/connection-facts.ts'
import { costSheet } from '../../panel/present/details/cost-rows.ts'
import { verdictStory } from '../../panel/present/details/verdict-story.ts'
import { crowdAt, placeOfCrowd, whatIfRows } from '../../panel/present/details/what-if-rows.ts'
import { figureText } from '../../panel/present/words/figure.ts'
import { tradeOffs } from '../../panel/present/words/technique-words.ts'
import { techniques } from '../../src/core/verdict/technique.ts'
import { closed, connection, every, page, session } from '../core/story.ts'
import { oneOf } from './analysed.ts'

const seen = session(
  page(),
  every(1000, 30, (index) => ({ url: '/quotes', body: `{"price":${Math.floor(index / 3)}}` })),
  connection('websocket', [[200, '<', 'hello']], 'ws://site.test/chat'),
  closed(9000, { code: 1006, clean: false }),
)
const quotes = oneOf(seen, 'quotes')
const chat = oneOf(seen, 'chat')

test('a verdict reads like a colleague', () => {
  const story = verdictStory(quotes)
  expect(story.headline).toBe('AJAX polling, high confidence.')
  expect(story.because.join(' ')).toContain('every 1.0 s')
  expect(story.flags[0]).toEqual({ flag: 'interval', meaning: expect.stringContaining('timer') })
  expect(story.waste).toBe('20 answers carried no news: the same as before.')
  expect(story.histograms).toHaveLength(2)
  expect(story.histograms[1]!.spoken).toMatch(/^Pause before the next request: mostly .* to .*, 29 of 29\.$/)
})

test('a firm verdict does not mention plain HTTP', () => {
  expect(verdictStory(quotes).alternatives.filter(({ technique }) => technique === 'http')).toEqual([])
})

test('a pattern of few exchanges says what it needs', () => {
  const young = oneOf(session(page(), every(1000, 3)), 'data')
  expect(verdictStory(young).needs).toBe('3 of 4 exchanges seen that a pattern needs.')
})

test('every technique teaches its trade-offs', () => {
  for (const technique of techniques) expect(tradeOffs[technique].length).toBeGreaterThan(100)
})

test('costs carry their marks and meanings', () => {
  const { rows, usefulShare } = costSheet(quotes, 0)
  expect(rows.map(({ label }) => label)).toContain('News is late by')
  expect(figureText(rows[0]!.figure)).toMatch(/^~ .* kB$/)
  expect(usefulShare).toBeLessThan(0.2)
  for (const row of rows) expect(row.meaning).not.toBe('')
})

test('what-if starts with today, on one scale, all of it modelled', () => {
  const rows = whatIfRows(quotes, 1000)
  expect(rows[0]).toMatchObject({ today: true, technique: 'polling', bar: 1, change: '' })
  expect(rows.slice(1).map(({ technique }) => technique)).toEqual(['long-polling', 'sse', 'websocket'])
  for (const row of rows) {
    expect(row.bar).toBeLessThanOrEqual(1)
    expect(row.bandwidth.mark).toBe('~')
    expect(row.requests.mark).toBe('~')
  }
  expect(rows[1]!.because[0]).toMatch(/^Replayed from the 10 updates that polls found/)
  expect(rows.find(({ technique }) => technique === 'sse')?.change).toMatch(/^\d\d % less$/)
})

test('a thousand times the users cost a thousand times as much', () => {
  const of = (users: number) => figureText(whatIfRows(quotes, users)[0]!.requests)
  expect(of(1)).toBe('~ 1/s')
  expect(of(1_000_000)).toMatch(/^~ (1\.0 M|99\d k)\/s$/)
})

test('the slider goes from one user to a million in round steps', () => {
  expect([0, 0.5, 1].map(crowdAt)).toEqual([1, 1000, 1_000_000])
  expect(crowdAt(placeOfCrowd(50_000))).toBe(50_000)
})

test('a close code is explained', () => {
  const life = connectionFacts(chat, seen.lastAt).find(({ title }) => title === 'Life')
  expect(life?.facts.find(([label]) => label === 'Close code')?.[1]).toMatch(/^1006, abnormal/)
})
