import { expect, test } from 'vitest'
import { type Analysis, analyze } from '../../../src/core/analysis/analysis.ts'
import { diffAnalyses, diffTotals } from '../../../src/format/diff/diff-analyses.ts'
import { diffTable } from '../../../src/format/diff/diff-table.ts'
import { connection, every, page, type StoryPart, session } from '../../core/story.ts'

const analysis = (...parts: StoryPart[]) => analyze(session(page(), ...parts), 'Chromium 156')
const polls = (ms: number, times: number, url: string) => every(ms, times, (n) => ({ url, body: `{"n":${n}}` }))
const diff = (before: Analysis, after: Analysis) =>
  diffTable(diffAnalyses(before, after), diffTotals(before, after)).split('\n')

test('equal sessions have no difference, however long they are', () => {
  const [short, long] = [analysis(polls(1000, 60, '/a')), analysis(polls(1000, 240, '/a'))]
  expect(diff(short, long)).toEqual(['1 more is as before', 'all streams: as before'])
})

test('a poller that asks twice as often is told with its rates and how late its updates are', () => {
  const [before, ...rest] = diff(analysis(polls(2000, 60, '/a')), analysis(polls(1000, 120, '/a')))
  expect(before).toMatch(
    /^GET http:\/\/site\.test\/a: requests\/h 1800 → 3600 \(\+100 %\), updates\/h 1800 → 3600 \(\+100 %\), bytes\/h \d+ → \d+ \(\+1\d\d %\), late by 1\d+ ms → \d+ ms \(−\d+ %\)$/,
  )
  expect(rest).toHaveLength(1)
})

test('streams that are new, gone, or of another technique are told', () => {
  const events = Array.from({ length: 30 }, (_, n) => [300 + 900 * n, '<', `{"n":${n}}`] as [number, '<', string])
  const before = analysis(polls(1000, 30, '/live'), polls(1000, 30, '/old'))
  const after = analysis(connection('eventsource', events, 'http://site.test/live'), polls(1000, 30, '/new'))
  const lines = diff(before, after)
  expect(lines[0]).toMatch(
    /^GET http:\/\/site\.test\/live: AJAX polling → Server-Sent Events; requests\/h \d+ → \d+ \(−9\d %\)/,
  )
  expect(lines[1]).toBe('GET http://site.test/old: gone, was AJAX polling')
  expect(lines[2]).toBe('GET http://site.test/new: new, AJAX polling')
})

test('several streams of one URL are one row', () => {
  const twice = [1, 2].map(() => connection('websocket', [[300, '<', 'a']], 'ws://site.test/live'))
  const [first] = diffAnalyses(analysis(twice[0]!), analysis(...twice))
  expect(first).toMatchObject({ before: { streams: 1 }, after: { streams: 2 } })
})
