import { beforeAll, describe, expect, test } from 'vitest'
import { kinds, launchBare } from './driven.ts'
import { answerTime, type Flooded, flood, heapOf, openFlooded, untilSession } from './flooded.ts'
import { floodBytes, startHostileSite } from './hostile-site.ts'
import { payloadsIn } from './payloads.ts'
import { started } from './started.ts'

const many = 100_000
const large = 100_000_000
const maxHeapBytes = 200_000_000
// In ms: the limit of the panel's response time, on a machine with two cores that also runs the page, the server and the
// browser.
const maxResponseMs = 5000
// Firefox opens all of its sockets: it is slow at those that a policy forbids, too.
const sockets = { chromium: { count: 10_000, real: 100 }, firefox: { count: 1000, real: 1000 } }

// Browsers open sockets to a host one after the other, and slower after failures; a socket that a policy forbids fails at
// once.
const forbidden = `<!doctype html><meta http-equiv="content-security-policy" content="connect-src ws://127.0.0.1:*/brief">`

const site = started(() => startHostileSite({ '/forbidden': forbidden }))

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => launchBare(kind))
  let flooded: Flooded
  beforeAll(async () => {
    flooded = await openFlooded(driven, `${site.origin}/plain`)
  })

  test(`${many} messages as fast as they come: all are counted, payloads that are left out too, the panel answers`, async () => {
    await flooded.page.goto(`${site.origin}/plain?flood`)
    const { received, slowest } = await flood(flooded, many)
    expect(received).toBe(many)
    const { session, events } = await untilSession(flooded, 'the close', (all) =>
      all.some(({ type }) => type === 'close'),
    )
    const { count, bytes } = session.streams.all[0]!.in
    const { dropped, leftOut, truncated } = session.completeness
    expect(count + dropped).toBe(many + 1)
    if (dropped === 0) expect(bytes).toBe(many * floodBytes + 'the end'.length)
    // What comes faster than 50,000 a second may be left out, if it is counted.
    const payloads = payloadsIn(events)
    expect(payloads.length).toBe(count)
    expect([leftOut, truncated]).toEqual(Array(2).fill(payloads.filter((one) => one === undefined).length))
    const losses = await flooded.panel.evaluate<string>(`return document.querySelector('.footer').textContent`)
    expect(/payloads? left out/.test(losses)).toBe(leftOut > 0)
    expect(slowest).toBeLessThan(maxResponseMs)
    expect((await heapOf(flooded)) ?? 0).toBeLessThan(maxHeapBytes)
  })

  test('a message and a body of 100 MB: the page receives them whole, the panel their sizes and heads', async () => {
    await flooded.page.goto(`${site.origin}/plain?large`)
    const got = await flooded.page.evaluate(async (bytes) => {
      const message = (type: string) =>
        new Promise<number>((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/large?kind=${type}&bytes=${bytes}`)
          socket.binaryType = 'arraybuffer'
          socket.onmessage = ({ data }) => {
            resolve(data.length ?? data.byteLength)
            socket.close()
          }
        })
      const text = await message('text')
      const binary = await message('binary')
      return [text, binary, (await (await fetch(`/body?bytes=${bytes}`)).text()).length]
    }, large)
    expect(got).toEqual([large, large, large])
    const { events } = await untilSession(flooded, 'the three', (all) => all.some((event) => event.type === 'finish'))
    const messages = events.filter((event) => event.type === 'message')
    expect(messages.map(({ bytes, cut, text, data }) => [bytes, cut, (text ?? data)!.length])).toEqual([
      [large, true, 1_048_576],
      [large, true, 1_398_104], // 1 MiB as base64
    ])
    const finish = events.find((event) => event.type === 'finish')!
    expect(finish).toMatchObject({ bytes: large, outcome: 'ok', cut: true })
    expect((await heapOf(flooded)) ?? 0).toBeLessThan(maxHeapBytes)
  })

  test(`${sockets[kind].count} sockets, ${sockets[kind].real} of them allowed: the page hears of all, the panel hears of all and answers`, async () => {
    const { count, real } = sockets[kind]
    await flooded.page.goto(`${site.origin}/forbidden`)
    await flooded.page.evaluate(
      (count, every) => {
        const state = Object.assign(window, { heard: { open: 0, clean: 0, failed: 0 } })
        const lane = async () => {
          while (next < count) {
            const path = next % every === 0 ? 'brief' : 'forbidden'
            const socket = new WebSocket(`ws://${location.host}/${path}?${next++}`)
            socket.onopen = () => state.heard.open++
            // Chromium reports a forbidden socket by an error alone.
            const { type } = await new Promise<Event>((resolve) => {
              socket.onerror = resolve
              socket.onclose = resolve
            })
            state.heard[type === 'close' ? 'clean' : 'failed']++
          }
        }
        let next = 0
        for (let lanes = 0; lanes < 50; lanes++) void lane()
      },
      count,
      count / real,
    )
    let heard = { open: 0, clean: 0, failed: 0 }
    let slowest = 0
    while (heard.clean + heard.failed < count) {
      heard = await flooded.page.evaluate(() => (window as unknown as { heard: typeof heard }).heard)
      if (await flooded.panel.evaluate<boolean>(`return document.querySelector('.streamRow') !== null`))
        slowest = Math.max(slowest, await answerTime(flooded.panel))
    }
    expect(heard).toEqual({ open: real, clean: real, failed: count - real })
    const { session, events } = await untilSession(
      flooded,
      'all closes',
      (all) => all.filter(({ type }) => type === 'close').length >= count,
    )
    expect(events.filter(({ type }) => type === 'connect').length).toBe(count)
    expect(session.completeness.dropped).toBe(0)
    expect(session.streams.all.filter(({ status }) => status === 'open')).toEqual([])
    expect(Math.max(slowest, await answerTime(flooded.panel))).toBeLessThan(maxResponseMs)
    // Only rows in view are in the document.
    expect(await flooded.panel.evaluate<number>(`return document.querySelectorAll('.streamRow').length`)).toBeLessThan(
      200,
    )
    expect((await heapOf(flooded)) ?? 0).toBeLessThan(maxHeapBytes)
  }, 40_000)
})
