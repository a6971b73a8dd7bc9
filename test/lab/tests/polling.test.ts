import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Lab, startLab } from '../lab.ts'
import { addressOf, firstPayloads, quick } from './client.ts'

let lab: Lab
beforeEach(async () => {
  lab = await startLab(quick)
})
afterEach(() => lab.close())

it('repeats the latest value until there is a new one', async () => {
  const bodies: string[] = []
  let bytes = 0
  while (new Set(bodies).size < 3) {
    const body = await (await fetch(addressOf(lab, 'polling-fixed', { _: Date.now() }))).text()
    bytes += Buffer.byteLength(body)
    bodies.push(body)
  }
  expect([...new Set(bodies)]).toEqual(firstPayloads(3))
  expect(lab.counters()['polling-fixed']).toMatchObject({
    requests: bodies.length,
    updates: 3,
    empty: bodies.length - 3,
    bodyBytesOut: bytes,
  })
})

it.each(['polling-jittered', 'polling-adaptive'] as const)('%s answers what is newer than the cursor', async (id) => {
  const updates: unknown[] = []
  let cursor = -1
  let requests = 0
  let empty = 0
  while (updates.length < 4) {
    const answer = await (await fetch(addressOf(lab, id, { since: cursor }))).json()
    requests++
    if (answer.updates.length === 0) empty++
    updates.push(...answer.updates)
    cursor = answer.cursor
  }
  expect(updates).toEqual(firstPayloads(updates.length).map((payload) => JSON.parse(payload)))
  expect(lab.counters()[id]).toMatchObject({ requests, updates: updates.length, empty })
})

it('answers 304 without a body to a client that has the latest value', async () => {
  const bodies: string[] = []
  let etag = ''
  let unchanged = 0
  while (bodies.length < 3) {
    const response = await fetch(addressOf(lab, 'polling-304'), {
      headers: { 'if-none-match': etag },
      cache: 'no-store',
    })
    const body = await response.text()
    if (response.status === 304) {
      expect(body).toBe('')
      unchanged++
    } else bodies.push(body)
    etag = response.headers.get('etag') ?? ''
  }
  expect(bodies).toEqual(firstPayloads(3))
  expect(unchanged).toBeGreaterThan(0)
  expect(lab.counters()['polling-304']).toMatchObject({ requests: 3 + unchanged, updates: 3, empty: unchanged })
})

it('holds a long poll until there is news', async () => {
  const updates: unknown[] = []
  let requests = 0
  for (let cursor = -1; updates.length < 4; requests++) {
    const answer = await (await fetch(addressOf(lab, 'long-polling', { since: cursor }))).json()
    updates.push(...answer.updates)
    cursor = answer.cursor
  }
  expect(requests).toBe(4)
  expect(updates).toEqual(firstPayloads(4).map((payload) => JSON.parse(payload)))
  expect(lab.counters()['long-polling']).toMatchObject({ requests: 4, updates: 4, empty: 0 })
})

it('answers 204 to a long poll without news before its cap', async () => {
  const response = await fetch(addressOf(lab, 'long-polling', { since: 0, cap: 20 }))
  expect([response.status, await response.text()]).toEqual([204, ''])
  expect(lab.counters()['long-polling']).toMatchObject({ requests: 1, updates: 0, empty: 1 })
})

it('plays another feed on request, and counts from zero after a reset', async () => {
  const own = await (await fetch(addressOf(lab, 'polling-fixed'))).text()
  const other = await (await fetch(addressOf(lab, 'polling-fixed', { feed: 'other', seed: 8 }))).text()
  expect(other).not.toBe(own)
  expect(lab.counters()['polling-fixed'].updates).toBe(2)
  lab.reset()
  expect(lab.counters()['polling-fixed']).toMatchObject({ requests: 0, updates: 0, bodyBytesOut: 0 })
})

it('serves its counters without counting the request', async () => {
  const served = await (await fetch(`${lab.origin}/counters`)).json()
  expect(served).toEqual(lab.counters())
  expect(Object.values(lab.counters()).every(({ requests }) => requests === 0)).toBe(true)
})
