import { describe, expect, test } from 'vitest'
import { connectionFacts } from '../../panel/present/details/connection-facts.ts'
import { costSheet } from '../../panel/present/details/cost-rows.ts'
import { verdictStory } from '../../panel/present/details/verdict-story.ts'
import { whatIfRows } from '../../panel/present/details/what-if-rows.ts'
import { streamRow } from '../../panel/present/list/stream-rows.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { createRedactor } from '../../src/format/redact/redact.ts'
import { connection, every, exchange, lost, page } from '../core/story.ts'
import { seededStory } from '../golden/seeded-story.ts'
import { brokenFigure } from '../panel/screen-words.ts'
import { parsed, reportOf, sourceOf, spaced, wordsOf } from './reported.ts'

const secret = 'q8Zk2Wv9Xr4Tn7Lb3Pd6'

describe.each([7, 11, 23])('everything that is known of seeded story %i is in its report', (seed) => {
  const story = seededStory(seed)
  const source = sourceOf(story, { redact: false })
  const words = wordsOf(reportOf(story, { redact: false }))

  test('each stream with its verdict, the reasons, the advice and the trade-off', () => {
    expect(source.streams.length).toBeGreaterThan(3)
    for (const one of source.streams) {
      const { headline, because, needs, waste, hidden, advice, alternatives, tradeOff } = verdictStory(one)
      const told = [headline, because.join(' '), needs, waste, hidden, ...advice, tradeOff]
      for (const text of [...told, ...alternatives.map(({ text }) => text)]) expect(words).toContain(spaced(text))
    }
  })

  test('its costs, each with its mark and its meaning', () => {
    for (const one of source.streams)
      for (const { label, figure, meaning } of costSheet(one, source.session.completeness.dropped).rows)
        expect(words).toContain(spaced(`${label}${figure.mark}${figure.value}${figure.unit}${figure.why}${meaning}`))
  })

  test('what other techniques would cost', () => {
    const rows = source.streams.flatMap((one) => whatIfRows(one, 1000))
    expect(rows.length).toBeGreaterThan(4)
    for (const { label, change, code } of rows)
      for (const text of [label, change, code]) expect(words).toContain(spaced(text))
  })

  test('how it was connected', () => {
    for (const one of source.streams)
      for (const { facts } of connectionFacts(one, source.session.lastAt))
        for (const [label, text] of facts) expect(words).toContain(spaced(`${label}${text}`))
  })

  test('a row in the table, which leads to its section', () => {
    const document = parsed(reportOf(story, { redact: false }))
    const rows = [...document.querySelectorAll('.streams tbody')]
    expect(rows).toHaveLength(source.streams.length)
    rows.forEach((row, index) => {
      const { longLabel, url, confidence, because } = streamRow(source.streams[index]!, source.session.url, 0)
      for (const text of [longLabel, url, confidence, because]) expect(row.textContent).toContain(text)
      const link = row.querySelector('a')?.getAttribute('href') ?? ''
      expect(document.querySelector(link)?.textContent).toContain(url)
    })
  })

  test('and no figure is broken', () => {
    expect(brokenFigure(words)).toBeUndefined()
  })
})

test('ids are unique, and what refers to an id finds it', () => {
  const document = parsed(reportOf(seededStory(11)))
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(5)
  expect(new Set(ids).size).toBe(ids.length)
  const links = [...document.querySelectorAll('a')].map((link) => (link.getAttribute('href') ?? '').slice(1))
  const reasons = [...document.querySelectorAll('[aria-describedby]')].map((one) =>
    one.getAttribute('aria-describedby'),
  )
  expect([...links, ...reasons].filter((id) => !ids.includes(id!))).toEqual([])
})

test('what was captured, and what is missing, is told', () => {
  const unseen: CaptureEvent = {
    type: 'unhooked',
    at: 1_790_000_000_500,
    url: 'http://site.test/worker.js',
    context: 'worker',
    why: 'its script is from another origin',
  }
  const problem = 'line 7 is damaged'
  const words = wordsOf(reportOf([...page(), ...every(1000, 8), lost(4000, 3), unseen], { problem }))
  for (const text of ['http://site.test/', 'Chromium 156', '3 events lost', problem]) expect(words).toContain(text)
  expect(words).toContain('1 flow nobody can see')
  expect(words).toContain('http://site.test/worker.jsworkerits script is from another origin')
})

describe('secrets', () => {
  const story = [...page(), ...every(1000, 8, () => ({ url: `/data?access_token=${secret}` }))]

  test('are not in the report, which tells where they stood', () => {
    const html = reportOf(story)
    expect(html).not.toContain(secret)
    const words = wordsOf(html)
    expect(words).toContain('1 value of this capture looked like secrets or personal data')
    expect(words).toContain('tokens and authorization headers, by their namesURL18•••••••• (20 characters)')
  })

  test('are not in what is told of a damaged file, either', () => {
    expect(reportOf(story, { problem: `line 3 is damaged: access_token=${secret}` })).not.toContain(secret)
  })

  test('stay where that is asked for, and the report says so', () => {
    const html = reportOf(story, { redact: false })
    expect(html).toContain(secret)
    expect(wordsOf(html)).toContain('Nothing was replaced, as --no-redact asked')
  })

  test('of a session that was saved without them are counted as what they are', () => {
    const first = createRedactor()
    for (const event of story) first.redact(event)
    const words = wordsOf(reportOf(story, { wasRedacted: true, redactions: [first.report()] }))
    expect(words).toContain('their replacements')
    expect(words).toContain('1 value had been replaced then:')
  })

  test('are replaced without a change of verdicts and costs', () => {
    const seen = (redact: boolean) =>
      sourceOf(story, { redact }).streams.map(({ analysis: { url: _, ...rest } }) => rest)
    expect(seen(true)).toEqual(seen(false))
  })
})

describe('limits are told', () => {
  test('of streams with a row, a lane and a section', () => {
    const sockets = Array.from({ length: 1010 }, (_, index) =>
      connection(
        'websocket',
        [[200 + index, '<', `{"at":${index}}`]],
        `ws://site.test/live/room-${'abcdefghij'[index % 10]}${index}`,
      ),
    ).flat()
    const html = reportOf([...page(), ...sockets])
    expect(html).toContain('10 more streams of this capture have no row here.')
    expect(html).toContain('950 more streams of this capture would have a lane, and have none here.')
    expect(html).toContain('810 more streams of this capture have no section here.')
    expect(html.match(/<section class="stream"/g)).toHaveLength(200)
  })

  test('of pages', () => {
    const pages = Array.from({ length: 60 }, (_, index): CaptureEvent => {
      const [document] = page(index * 10)
      return { ...document!, doc: `d${index + 1}`, url: `http://site.test/${index}` } as CaptureEvent
    })
    const words = wordsOf(reportOf(pages))
    expect(words).toContain('Page 50http://site.test/49')
    expect(words).toContain('10 more loads of pages, not listed here')
  })
})

test('a report of nothing is a small document that says so', () => {
  const html = reportOf([])
  expect(html.length).toBeLessThan(50_000)
  expect(wordsOf(html)).toContain('This capture holds no traffic.')
  expect(wordsOf(html)).toContain('Fromnot known')
  expect(wordsOf(reportOf([...page(), ...exchange(100)]))).toContain('Only ordinary HTTP was captured')
})
