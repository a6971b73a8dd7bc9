import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placeToCut } from '../cut-event-stream-endpoint.ts'
import { type Lab, startLab } from '../lab.ts'
import type { LabTechniqueId } from '../techniques.ts'
import { addressOf, finish, firstPayloads, quick, readGrowing } from './client.ts'

let lab: Lab
beforeEach(async () => {
  lab = await startLab(quick)
})
afterEach(() => lab.close())

/** Reads a stream until it has `count` messages, finishes the run, and returns everything received. */
async function take(id: LabTechniqueId, separator: string, count: number, headers: Record<string, string> = {}) {
  const response = await fetch(addressOf(lab, id), { headers })
  let finished: Promise<void> | undefined
  let text = ''
  const chunks = await readGrowing(response, (soFar) => {
    text = soFar
    if (soFar.split(separator).length > count) finished ??= finish(lab, id)
  })
  await finished
  return { text, chunks, type: response.headers.get('content-type') }
}

describe.each([
  ['ndjson-fetch', 'application/x-ndjson'],
  ['text-xhr', 'text/plain; charset=utf-8'],
] as const)('%s', (id, contentType) => {
  it('delivers the feed line by line', async () => {
    const { text, chunks, type } = await take(id, '\n', 4)
    const lines = text.trimEnd().split('\n')
    expect(type).toBe(contentType)
    expect(chunks.length).toBeGreaterThanOrEqual(4)
    expect(lines).toEqual(firstPayloads(lines.length))
    expect(lab.counters()[id]).toMatchObject({
      requests: 1,
      messagesOut: lines.length,
      updates: lines.length,
      bodyBytesOut: Buffer.byteLength(text),
    })
  })
})

/** The events of a stream's text, by the simplest reading of the format. */
function eventsIn(text: string) {
  return text
    .split('\n\n')
    .map((block) => {
      const fields = block
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()])
      return Object.fromEntries(fields) as { event?: string; id?: string; data?: string }
    })
    .filter(({ data }) => data !== undefined)
}

describe('sse', () => {
  it('delivers the feed as named and unnamed events with ids', async () => {
    const { text, type } = await take('sse', '\ndata:', 6)
    const events = eventsIn(text)
    expect(type).toBe('text/event-stream')
    expect(events.map(({ data }) => data)).toEqual(firstPayloads(events.length))
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => String(index)))
    expect(events.slice(0, 5).map(({ event }) => event)).toEqual([undefined, 'quote', 'quote', undefined, 'notice'])
    expect(lab.counters().sse).toMatchObject({
      requests: 1,
      messagesOut: events.length,
      updates: events.length,
      bodyBytesOut: Buffer.byteLength(text),
    })
  })

  it('continues after the last event that the client had', async () => {
    const { text } = await take('sse', '\ndata:', 1, { 'last-event-id': '2' })
    expect(eventsIn(text)[0]?.id).toBe('3')
  })
})

describe('sse-fetch', () => {
  it('delivers the feed in chunks that end inside events and characters', async () => {
    const { text, chunks } = await take('sse-fetch', '\n\n', 4)
    const events = eventsIn(text)
    expect(events.map(({ data }) => data)).toEqual(firstPayloads(events.length))
    const whole = (chunk: Uint8Array) => !new TextDecoder().decode(chunk).includes('\ufffd')
    expect(chunks.every(whole)).toBe(false)
    expect(lab.counters()['sse-fetch']).toMatchObject({
      requests: 1,
      messagesOut: events.length,
      updates: events.length,
      bodyBytesOut: Buffer.byteLength(text),
    })
  })

  it('cuts inside the last character of several bytes, or in the middle', () => {
    const inside = Buffer.from('aé東b')
    expect(inside.subarray(placeToCut(inside)).toString('hex')).toBe(Buffer.from('東b').subarray(2).toString('hex'))
    expect(placeToCut(Buffer.from('abcd'))).toBe(2)
  })
})
