import { readFileSync } from 'node:fs'
import { Window } from 'happy-dom'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/core/analysis/analysis.ts'
import { type Budget, budgetSchema, readBudget } from '../../../src/format/budget/budget.ts'
import { budgetTable, githubAnnotations, junitReport } from '../../../src/format/budget/budget-report.ts'
import { checkBudget, fitsPattern } from '../../../src/format/budget/check-budget.ts'
import { limitNames } from '../../../src/format/budget/limits.ts'
import { connection, every, page, session } from '../../core/story.ts'

const polls = every(1000, 20, (n) => ({ url: '/api/quotes', body: `{"n":${n >> 2}}` }))
const socket = connection(
  'websocket',
  Array.from({ length: 10 }, (_, n) => [500 + 900 * n, '<', `{"n":${n}}`] as const).map(([at, dir, text]) => [
    at,
    dir,
    text,
  ]),
)
const analysis = analyze(session(page(), polls, socket), 'Chromium 156')
const [poller] = analysis.streams.filter(({ technique }) => technique === 'polling')
const broken = (budget: Budget) =>
  checkBudget(analysis, budget)
    .filter(({ kept }) => !kept)
    .map(({ scope, limit, seen, streams }) => ({ scope, limit, seen, streams }))

describe('a budget', () => {
  test('limits all streams together, as their figures add up', () => {
    const bytesDown = analysis.streams.reduce((sum, { cost }) => sum + cost.bytesDown, 0)
    const kept = { bytesDown, requests: 21, connections: 1, streams: 2 }
    expect(broken({ totals: kept })).toEqual([])
    expect(broken({ totals: { bytesDown: bytesDown - 1, requests: 20, connections: 0, streams: 1 } })).toMatchObject([
      { scope: 'all streams', limit: 'bytesDown', seen: bytesDown },
      { limit: 'requests' },
      { limit: 'connections', seen: 1 },
      { limit: 'streams', seen: 2 },
    ])
  })

  test('limits the streams of a technique', () => {
    expect(broken({ techniques: { polling: { wastedShare: 0.74 } } })).toEqual([
      { scope: 'AJAX polling', limit: 'wastedShare', seen: 0.75, streams: [poller!.id] },
    ])
    expect(broken({ techniques: { polling: { wastedShare: 0.75 }, sse: { bytes: 0 } } })).toEqual([])
  })

  test('limits the streams whose URL fits a pattern', () => {
    const limits = { stalenessMeanMs: 100 }
    expect(broken({ streams: [{ url: 'http://*/api/quotes*', limits }] })).toMatchObject([
      { limit: 'stalenessMeanMs', streams: [poller!.id] },
    ])
    expect(broken({ streams: [{ url: 'http://*/api/other*', limits }] })).toEqual([])
  })

  test('forbids techniques', () => {
    expect(broken({ forbidden: ['polling', 'sse'] })).toMatchObject([
      { scope: 'AJAX polling', limit: 'forbidden', seen: 1 },
    ])
  })

  test('of a figure that no stream has is kept, and says so', () => {
    const checked = checkBudget(analysis, { techniques: { webrtc: { stalenessMeanMs: 1, wastedShare: 0 } } })
    expect(checked).toMatchObject([
      { seen: null, kept: true },
      { seen: null, kept: true },
    ])
    expect(budgetTable(checked, 0)).toContain('no stream has such a figure')
  })

  test.each(limitNames)('can limit %s, and is broken only above the limit', (name) => {
    const seen = checkBudget(analysis, { totals: { [name]: 0 } })[0]!.seen!
    expect(seen).toBeGreaterThan(0)
    expect(broken({ totals: { [name]: seen } })).toEqual([])
    expect(broken({ totals: { [name]: seen * 0.999 } })).toHaveLength(1)
  })
})

test.each([
  ['https://a.test/x', 'https://a.test/x', true],
  ['https://a.test/x', 'https://a.test/xy', false],
  ['https://*/x', 'https://a.test/x', true],
  ['*x*', 'https://a.test/x', true],
  ['https://a*a', 'https://a', false],
  ['*.test/*/z', 'https://a.test/y/z', true],
  ['*.test/*/z', 'https://a.test/z', false],
  ['https://a.test/?q=(*', 'https://a.test/?q=(1', true],
])('the pattern %s, of %s: %s', (pattern, url, fits) => expect(fitsPattern(url, pattern)).toBe(fits))

describe('a file', () => {
  test.each([
    ['{', /it is not JSON/],
    ['[]', /not a JSON object/],
    ['{"total":{}}', /^total is unknown; there is \$schema, totals, techniques, streams, forbidden$/],
    ['{"totals":{"byts":1}}', /^totals\.byts is unknown; there is streams, /],
    ['{"totals":{"bytes":"1 MB"}}', /^totals\.bytes is not a number of 0 or more$/],
    ['{"totals":{"wastedShare":50}}', /^totals\.wastedShare is not a number from 0 to 1$/],
    ['{"techniques":{"pollling":{}}}', /^techniques\.pollling is unknown; there is polling, /],
    ['{"techniques":{"polling":{"bytes":-1}}}', /^techniques\.polling\.bytes is not/],
    ['{"streams":{}}', /^streams is not a list$/],
    ['{"streams":[{"limits":{}}]}', /^streams\[0\]\.url is not a pattern of URLs$/],
    ['{"streams":[{"url":"*"}]}', /^streams\[0\]\.limits is not an object of limits$/],
    ['{"forbidden":["ajax"]}', /^forbidden is not a list of techniques; there is polling, /],
  ])('%s is refused with what is wrong', (text, sentence) => expect(readBudget(text)).toMatch(sentence))

  test('of a whole budget is read', () => {
    const budget = { $schema: 'x', totals: { bytes: 5 }, streams: [{ url: '*', limits: {} }], forbidden: ['http'] }
    expect(readBudget(JSON.stringify(budget))).toEqual(budget)
  })

  test('has the schema that is kept in the repository', () => {
    const kept = new URL('../../../src/format/budget/budget.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual(budgetSchema)
  })
})

describe('the result', () => {
  const checked = checkBudget(analysis, {
    totals: { requests: 1000 },
    streams: [{ url: '*/api/quotes*', limits: { requests: 10, wastedShare: 0.5 } }],
    forbidden: ['polling'],
  })

  test('as a table has the broken limits first, and by how much they were broken', () => {
    expect(budgetTable(checked, 0).split('\n')).toEqual([
      `BROKEN  AJAX polling is forbidden, and used by ${poller!.id}.`,
      `BROKEN  requests of */api/quotes*: 20 instead of at most 10, 10 too many, 100 % over (${poller!.id}).`,
      `BROKEN  wastedShare of */api/quotes*: 75.0 % instead of at most 50.0 %, 25.0 % too many (${poller!.id}).`,
      'kept    requests of all streams: 21 of 1000.',
      '3 of 4 limits were broken',
    ])
  })

  test('as a JUnit report has a test case for each limit, and is XML whatever the names are', () => {
    const { DOMParser } = new Window()
    const report = new DOMParser().parseFromString(junitReport('a<b>"&\u0007.har', checked), 'text/xml' as never)
    expect(report.querySelector('testsuites')!.getAttribute('failures')).toBe('3')
    expect(report.querySelector('testsuite')!.getAttribute('name')).toBe('duplex check a<b>"&?.har')
    expect(report.querySelectorAll('testcase')).toHaveLength(4)
    expect([...report.querySelectorAll('testcase > failure')].map((one) => one.getAttribute('message'))[0]).toContain(
      'is forbidden',
    )
  })

  test('as annotations has a line for each broken limit, which no name can end', () => {
    const lines = githubAnnotations('ci/bud:get,\n.json', checked, 0)
    expect(lines).toHaveLength(3)
    for (const line of lines)
      expect(line).toMatch(/^::error file=ci\/bud%3Aget%2C%0A\.json,title=Duplex budget::[^\n]+$/)
  })

  test('says that events were lost, in each of them', () => {
    const words = '7 events were lost: a limit that was kept may be broken by what they cost.'
    expect(budgetTable(checked, 7).split('\n').at(-1)).toBe(words)
    expect(githubAnnotations('budget.json', checked, 7).at(-1)).toBe(
      `::warning file=budget.json,title=Duplex budget::${words}`,
    )
  })
})
