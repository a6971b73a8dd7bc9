import { beforeAll, describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { kinds, startDriven, untilRecorded, visit } from './driven.ts'
import { startHooksSite } from './hooks-site.ts'
import { started } from './started.ts'

const site = started(() => startHooksSite())

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))
  beforeAll(() => visit(driven, `${site.origin}/plain`))

  test.runIf(kind === 'chromium')(
    'a WebSocketStream is a WebSocket whose messages are counted where the page reads and writes them',
    async () => {
      await driven.page.evaluate(`(async () => {
        const socket = new WebSocketStream('ws://' + location.host + '/stream')
        const { readable, writable } = await socket.opened
        const reader = readable.getReader()
        for (let i = 0; i < 3; i++) await reader.read()
        const writer = writable.getWriter()
        await writer.write('from the page')
        await writer.write(new Uint8Array([1, 2, 3]))
        while ((await reader.read()).value !== 'echo from the page') {}
        socket.close({ closeCode: 4001, reason: 'enough' })
        await socket.closed
      })()`)
      const events = await untilRecorded(driven.panel, 'the close', (all) =>
        all.some((event) => event.type === 'close'),
      )
      const connect = events.find((event) => event.type === 'connect')!
      expect(connect).toMatchObject({ api: 'websocket', url: `${site.origin.replace('http', 'ws')}/stream` })
      const own = events.filter((event) => 'id' in event && event.id === connect.id)
      const messages = own.flatMap((event) => (event.type === 'message' ? [event] : []))
      expect(messages.filter((event) => event.dir === 'out')).toMatchObject([
        { bytes: 13, kind: 'text', text: 'from the page' },
        { bytes: 3, kind: 'binary', data: 'AQID' },
      ])
      const received = messages.filter((event) => event.dir === 'in').map((event) => event.text)
      expect(received.slice(0, 3)).toEqual(['tick', 'tick', 'tick'])
      expect(received.at(-1)).toBe('echo from the page')
      expect(own.at(-1)).toMatchObject({ type: 'close', by: 'page', code: 4001, reason: 'enough' })
    },
  )

  test.runIf(kind === 'chromium')(
    'the messages of a WebSocketStream are counted where the page pipes them',
    async () => {
      await driven.page.goto(`${site.origin}/plain?piped`)
      const read = await driven.page.evaluate(`(async () => {
        const socket = new WebSocketStream('ws://' + location.host + '/piped')
        const { readable, writable } = await socket.opened
        const { readable: source, writable: feed } = new TransformStream()
        void source.pipeTo(writable)
        const writer = feed.getWriter()
        void writer.write('piped to the socket')
        const reader = readable.pipeThrough(new TransformStream()).getReader()
        const read = []
        while (read.at(-1) !== 'echo piped to the socket') read.push((await reader.read()).value)
        await writer.close()
        await socket.closed
        return read
      })()`)
      const isPiped = (event: CaptureEvent): event is Extract<CaptureEvent, { type: 'connect' }> =>
        event.type === 'connect' && event.url.endsWith('/piped')
      const events = await untilRecorded(driven.panel, 'the close', (all) =>
        all.some((event) => event.type === 'close' && event.id === all.find(isPiped)?.id),
      )
      const { doc, id } = events.find(isPiped)!
      const messages = events.flatMap((event) =>
        event.type === 'message' && event.doc === doc && event.id === id ? [event] : [],
      )
      expect(messages.filter(({ dir }) => dir === 'out').map(({ text }) => text)).toEqual(['piped to the socket'])
      expect(messages.filter(({ dir }) => dir === 'in').map(({ text }) => text)).toEqual(read)
    },
  )

  test.runIf(kind === 'chromium')(
    'a WebSocketStream that is open is told of to a panel that comes second',
    async () => {
      await driven.page.goto(`${site.origin}/plain?second`)
      await driven.page.evaluate(`(async () => {
      const socket = new WebSocketStream('ws://' + location.host + '/stream')
      window.kept = { socket, opened: await socket.opened }
    })()`)
      // Events of the previous page may still be there.
      const connectOf = (all: CaptureEvent[]) => {
        const own = all.flatMap((event) =>
          event.type === 'document' && event.url.endsWith('second') ? [event.doc] : [],
        )
        return all.flatMap((event) => (event.type === 'connect' && own.includes(event.doc) ? [event] : []))[0]
      }
      const first = await untilRecorded(driven.panel, 'the socket', (all) => connectOf(all) !== undefined)
      const { doc, id } = connectOf(first)!
      const heard = await driven.panel.evaluate<unknown>(`
      const api = globalThis.browser ?? chrome
      const port = api.runtime.connect({ name: 'panel:' + api.devtools.inspectedWindow.tabId })
      const connect = await new Promise((resolve) => {
        port.onMessage.addListener((said) => {
          const found = said.kind === 'batch' && said.events.find((event) => event.type === 'connect')
          if (found) resolve(found)
        })
        setTimeout(resolve, 10000, null)
      })
      port.disconnect()
      return connect`)
      expect(heard).toMatchObject({ doc, id, api: 'websocket', adopted: true })
    },
  )

  test('a refused WebTransport is seen, and the page’s handlers of its promises run as without hooks', async () => {
    // The browsers differ: Chromium marks both promises as handled, Firefox neither (here both `ready` promises remain).
    const expected = kind === 'chromium' ? 0 : 2
    const unhandled = await driven.page.evaluate(`(async () => {
      let heard = 0
      const due = new Promise((done) => addEventListener('unhandledrejection', (event) => {
        event.preventDefault()
        if (++heard === ${expected}) done()
      }))
      const transport = new WebTransport('https://127.0.0.1:9/nobody')
      const probe = new WebTransport('https://127.0.0.1:9/probe')
      await probe.closed.catch(() => {})
      await transport.closed.catch(() => {})
      if (${expected} > 0) await due
      return { heard, locked: transport.datagrams.readable.locked }
    })()`)
    expect(unhandled).toEqual({ heard: expected, locked: false })
    const events = await untilRecorded(driven.panel, 'both ends', (all) => {
      const ids = all.flatMap((event) => (event.type === 'connect' && event.api === 'webtransport' ? [event.id] : []))
      return ids.length === 2 && ids.every((id) => all.some((event) => event.type === 'close' && event.id === id))
    })
    const close = events.flatMap((event) => (event.type === 'close' && event.by === 'error' ? [event] : []))
    expect(close.length).toBe(2)
  })
})
