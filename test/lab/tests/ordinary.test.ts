import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Lab, startLab } from '../lab.ts'
import { techniqueOf, techniques } from '../techniques.ts'
import { addressOf, finish, firstPayloads, quick } from './client.ts'

let lab: Lab
beforeEach(async () => {
  lab = await startLab(quick)
})
afterEach(() => lab.close())

it('counts beacons as messages, and waits for those on their way', async () => {
  const bodies = ['{"event":"alive"}', '{"event":"größer"}', '']
  const posts = bodies.map((body) => fetch(addressOf(lab, 'beacon'), { method: 'POST', body }))
  await finish(lab, 'beacon', bodies.length)
  expect(lab.counters().beacon).toMatchObject({
    requests: 3,
    messagesIn: 3,
    bodyBytesIn: Buffer.byteLength(bodies.join('')),
  })
  expect((await Promise.all(posts)).map(({ status }) => status)).toEqual([204, 204, 204])
})

it('suggests words, pages through items and serves assets', async () => {
  expect(await (await fetch(addressOf(lab, 'typing', { q: 'rea' }))).json()).toEqual([
    'realtime',
    'realistic',
    'reason',
  ])
  const { items, cursor } = await (await fetch(addressOf(lab, 'scroll', { cursor: 20 }))).json()
  expect([items[0].id, items.length, cursor]).toEqual([20, 10, 30])
  expect((await (await fetch(`${lab.origin}/api/asset/7`)).json()).asset).toBe(7)
  const { typing, scroll, assets } = lab.counters()
  expect([typing.requests, scroll.requests, assets.requests]).toEqual([1, 1, 1])
})

it('sends a download of a known length', async () => {
  const response = await fetch(addressOf(lab, 'download'))
  expect(response.headers.get('content-length')).toBe('2000000')
  expect((await response.arrayBuffer()).byteLength).toBe(2_000_000)
  expect(lab.counters().download).toMatchObject({ requests: 1, bodyBytesOut: 2_000_000 })
})

it('sends the peers the feed, with its times', async () => {
  const { updates } = await (await fetch(`${lab.origin}/api/feed?count=5`)).json()
  expect(updates.map(({ payload }: { payload: string }) => payload)).toEqual(firstPayloads(5))
  expect(lab.counters()['webrtc-data']).toMatchObject({ requests: 1, updates: 0 })
})

it('names the technique of every path', () => {
  for (const { id, path } of techniques) if (path !== '') expect(techniqueOf(path)).toBe(id)
  expect(techniqueOf('/api/asset/3')).toBe('assets')
  expect(techniqueOf('/counters')).toBeUndefined()
  expect(techniqueOf('/')).toBeUndefined()
})

it('serves the page, its scripts, and nothing beside them', async () => {
  const html = await (await fetch(`${lab.origin}/`)).text()
  const scripts = Array.from(html.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g), ([, path]) => path)
  expect(scripts.length).toBeGreaterThan(10)
  for (const path of scripts) expect((await fetch(`${lab.origin}${path}`)).status, path).toBe(200)
  expect((await fetch(`${lab.origin}/page/..%2flab.ts`)).status).toBe(404)
  expect((await fetch(`${lab.origin}/page/missing.js`)).status).toBe(404)
})

it('can be reached from its other origin', async () => {
  const response = await fetch(`${lab.cross}/api/quotes`)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await response.text()).toBe(firstPayloads(1)[0])
})
