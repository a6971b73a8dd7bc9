import type { Case } from '../case.ts'

export const requests: Case[] = [
  {
    number: 37,
    name: 'requests of every kind are the same on the wire',
    wire: { requests: 9, headers: true },
    async run(t) {
      const go = async (address: string, init: RequestInit) =>
        t.settle(
          'answer',
          fetch(address, init).then((one) => one.text()),
        )
      const form = new FormData()
      form.append('field', 'value')
      form.append('file', new File(['content'], 'name.txt', { type: 'text/plain' }))
      await go(t.url('/echo?1'), { method: 'post', body: 'text' })
      await go(t.url('/echo?2'), { method: 'PATCH', body: new Uint8Array([0, 255, 128]) })
      await go(t.url('/echo?3'), { method: 'POST', body: new URLSearchParams({ a: '1', b: 'ä' }) })
      await go(t.url('/echo?4'), { method: 'POST', body: new Blob(['blob'], { type: 'x/y' }) })
      await t.settle(
        'form',
        fetch(t.url('/echo?5'), { method: 'POST', body: form }).then((one) => one.status),
      )
      await go(t.url('/echo?6'), { priority: 'high', referrer: '', cache: 'no-cache', headers: [['x-one', '1']] })
      await go(t.url('/echo?7'), { keepalive: true, method: 'POST', body: 'kept', referrerPolicy: 'origin' })
      await go(t.crossUrl('/echo?8'), { method: 'POST', body: 'simple', credentials: 'omit' })
      await go(
        new Request(t.url('/echo?9'), { method: 'POST', body: 'of a Request', headers: { 'x-two': '2' } }) as never,
        {
          headers: { 'x-three': '3' },
        },
      )
    },
  },
  {
    number: 37,
    name: 'a body that is a stream is sent or refused alike',
    wire: { requests: 0 },
    async run(t) {
      const body = new ReadableStream({
        start(control) {
          control.enqueue(new TextEncoder().encode('streamed'))
          control.close()
        },
      })
      const init = { method: 'POST', body, duplex: 'half' } as RequestInit
      // Over HTTP/1.1 Chromium refuses a stream as body; Firefox sends the text of the object.
      await t.settle(
        'stream',
        fetch(t.url('/echo'), init).then((one) => one.text()),
      )
      t.log(body.locked)
    },
  },
  {
    number: 60,
    name: 'beacons are taken or refused, and look the same on the wire',
    early: true,
    wire: { requests: 4, headers: true },
    async run(t) {
      t.log(
        navigator.sendBeacon(t.url('/echo?1'), 'text'),
        navigator.sendBeacon(t.url('/echo?2'), new Blob(['b'], { type: 'text/plain' })),
      )
      t.log(navigator.sendBeacon(t.url('/echo?3'), new Uint8Array([1, 2, 3])), navigator.sendBeacon(t.url('/echo?4')))
      t.log(navigator.sendBeacon(t.url('/echo?5'), 'x'.repeat(70_000)))
      await t.task(100)
    },
    // The requests are sent in parallel.
  },
]
