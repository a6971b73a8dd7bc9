import { beforeEach, describe, expect, test } from 'vitest'
import type { CaptureEvent, RequestEvent } from '../../src/core/event/event.ts'
import { exportedEvents, kinds, openArmed, startDriven, untilRecorded, visit } from './driven.ts'
import { bodies, poisonedPage, startHooksSite } from './hooks-site.ts'
import { started } from './started.ts'

type Of<T extends CaptureEvent['type']> = Extract<CaptureEvent, { type: T }>

const early = `<!doctype html><title>early</title><script>
for (const n of [1, 2]) fetch('/short?early').then((answer) => answer.text())
</script>`

// Many requests in one task, before the hooks can know whether the tab is watched; and then a socket.
const burst = `<!doctype html><title>burst</title><script>
for (let n = 0; n < 2500; n++) void fetch('/short?burst' + n, { method: 'POST', signal: AbortSignal.abort() }).catch(() => {})
window.socket = new WebSocket('ws://' + location.host + '/')
</script>`

const site = started(() => startHooksSite({ '/early': early, '/burst': burst, '/poisoned': poisonedPage }))

// The events of all exchanges with a name, which each request carries in its query.
function exchanges(events: CaptureEvent[], name: string) {
  return events
    .filter((event): event is Of<'request'> => event.type === 'request' && event.url.endsWith(name))
    .map((request) => {
      const own = events.filter((event) => 'id' in event && event.id === request.id && event.doc === request.doc)
      const chunks = own.filter((event): event is Of<'chunk'> => event.type === 'chunk')
      return {
        request,
        chunks,
        received: chunks.reduce((sum, chunk) => sum + chunk.bytes, 0),
        response: own.find((event): event is Of<'response'> => event.type === 'response'),
        finish: own.find((event): event is Of<'finish'> => event.type === 'finish'),
        finishes: own.filter((event) => event.type === 'finish').length,
      }
    })
}

/** The text of a body's pieces, which must not be cut. */
function contentOf(chunks: Of<'chunk'>[]): string {
  expect(chunks.filter((chunk) => chunk.cut)).toEqual([])
  return Buffer.concat(chunks.map(({ text, data }) => Buffer.from(text ?? data!, text ? 'utf8' : 'base64'))).toString()
}

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))
  // Each test has a document of its own.
  let visits = 0
  beforeEach(() => visit(driven, `${site.origin}/plain?${++visits}`))

  /** The exchanges with a name, once `count` have finished. */
  async function finished(name: string, count = 1) {
    const all = await untilRecorded(
      driven.panel,
      name,
      (events) => exchanges(events, name).filter((one) => one.finish).length >= count,
    )
    return exchanges(all, name)
  }

  /** Closes the panel and waits until the hooks are dormant. */
  async function closePanel() {
    await driven.panel.close()
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }

  describe('bodies', () => {
    test('a body is counted exactly, whichever way the page reads it', async () => {
      const { page } = driven
      await page.evaluate(async () => {
        const get = (name: string) => fetch(`/pieces?${name}`)
        const drain = async (reader: ReadableStreamDefaultReader<unknown>) => {
          while (!(await reader.read()).done);
        }
        await drain((await get('reader')).body!.getReader())
        for await (const piece of (await get('for-await')).body as unknown as AsyncIterable<Uint8Array>) void piece
        const byob = (await get('byob')).body!.getReader({ mode: 'byob' })
        while (!(await byob.read(new Uint8Array(3000))).done);
        await drain(new ReadableStreamDefaultReader((await get('constructed')).body!))
        const iterated = (await get('rest-of-iterator')).body!
        const pieces = iterated as unknown as { values(options: object): AsyncIterable<Uint8Array> }
        for await (const _ of pieces.values({ preventCancel: true })) break
        await drain(iterated.getReader())
        const touched = await get('touched-and-cloned')
        void touched.body
        touched.clone()
        await touched.arrayBuffer()
        await (await get('array-buffer')).arrayBuffer()
        await (await get('blob')).blob()
        const one = await get('clone')
        const other = one.clone()
        await Promise.all([drain(one.body!.getReader()), drain(other.body!.getReader())])
        const [left, right] = (await get('tee')).body!.tee()
        await Promise.all([drain(left.getReader()), drain(right.getReader())])
        const [, second] = (await get('tee-second')).body!.tee()
        await drain(second.getReader())
        const [given, kept] = (await get('tee-cancelled')).body!.tee()
        const first = given.getReader()
        await first.read()
        void first.cancel()
        await drain(kept.getReader())
        await (await get('pipe-to')).body!.pipeTo(new WritableStream())
        await drain((await get('pipe-through')).body!.pipeThrough(new TransformStream()).getReader())
        const [piped] = (await get('pipe-tee')).body!.pipeThrough(new TransformStream()).tee()
        await drain(piped.getReader())
        const [branch] = (await get('tee-pipe')).body!.tee()
        await branch.pipeTo(new WritableStream())
        const begun = (await get('rest-piped')).body!
        const start = begun.getReader({ mode: 'byob' })
        await start.read(new Uint8Array(100))
        start.releaseLock()
        await begun.pipeTo(new WritableStream())
        await new Response((await get('response')).body).arrayBuffer()
        await new Response((await get('response-piped')).body!.pipeThrough(new TransformStream())).text()
        await drain(new Response((await get('response-read')).body).body!.getReader())
        await new Response(new Response((await get('response-twice')).body).body).bytes()
      })
      const read = [
        'reader',
        'constructed',
        'rest-of-iterator',
        'for-await',
        'byob',
        'clone',
        'tee',
        'tee-second',
        'tee-cancelled',
      ]
      const piped = ['pipe-to', 'pipe-through', 'pipe-tee', 'tee-pipe', 'rest-piped']
      const made = ['response', 'response-piped', 'response-read', 'response-twice']
      const names = [...read, ...piped, ...made]
      for (const name of names) {
        const [one] = await finished(`/pieces?${name}`)
        expect([name, one!.received, one!.finish]).toEqual([
          name,
          bodies.pieces.length,
          expect.objectContaining({ outcome: 'ok', bytes: bodies.pieces.length }),
        ])
      }
      for (const name of ['array-buffer', 'blob', 'touched-and-cloned']) {
        const [one] = await finished(`/pieces?${name}`)
        expect(one!.finish).toMatchObject({ outcome: 'ok', bytes: bodies.pieces.length })
      }
    })

    test('a body that is parsed is told whole where its head tells its length, and in part where the page has a toJSON of its own', async () => {
      const calls = await driven.page.evaluate(async () => {
        await (await fetch('/list?plain')).json()
        const called: string[] = []
        Object.defineProperty(Object.prototype, 'toJSON', { configurable: true, value: () => called.push('toJSON') })
        await (await fetch('/list?to-json')).json()
        delete (Object.prototype as { toJSON?: unknown }).toJSON
        return called
      })
      expect(calls).toEqual([])
      const [plain] = await finished('/list?plain')
      expect(plain!.finish).toMatchObject({ outcome: 'ok', text: bodies.list.toString() })
      expect(plain!.finish).not.toHaveProperty('cut')
      const [walked] = await finished('/list?to-json')
      expect(walked!.finish).toMatchObject({ cut: true, text: bodies.list.toString().slice(0, 65_536) })
    })

    test('a body that the page reads as octets, or has the browser parse, is told with its content', async () => {
      await driven.page.evaluate(async () => {
        await (await fetch('/short-json?octets')).arrayBuffer()
        for (const type of ['arraybuffer', 'json'] as const)
          await new Promise((done) => {
            const xhr = new XMLHttpRequest()
            xhr.open('GET', `/short-json?${type}`)
            xhr.responseType = type
            xhr.onload = done
            xhr.send()
          })
      })
      const [octets] = await finished('/short-json?octets')
      expect(octets!.finish).toMatchObject({ outcome: 'ok', data: expect.stringMatching(/^[\w+/]+=*$/) })
      const [asBuffer] = await finished('/short-json?arraybuffer')
      const [asJson] = await finished('/short-json?json')
      const text = Buffer.from((asBuffer!.finish as { data: string }).data, 'base64').toString()
      expect(JSON.parse((asJson!.finish as { text: string }).text)).toEqual(JSON.parse(text))
    })

    test('Blobs that are sent as bodies are read, the first MiB of each', async () => {
      await driven.page.evaluate(async () => {
        const post = (name: string, body: Blob) => fetch(`/pieces?sent-${name}`, { method: 'POST', body })
        await (await post('small', new Blob(['a small Blob']))).text()
        await (await post('large', new Blob(['x'.repeat(2_000_000)]))).text()
        navigator.sendBeacon('/pieces?sent-beacon', new Blob(['a beacon']))
      })
      const sentAs = (all: readonly CaptureEvent[], name: string) =>
        all.find((event) => event.type === 'request' && event.url.endsWith(`sent-${name}`)) as RequestEvent | undefined
      const events = await untilRecorded(driven.panel, 'the Blobs', (all) => sentAs(all, 'beacon') !== undefined)
      const read = ({ sent, data, cut }: RequestEvent) => [sent, Buffer.from(data ?? '', 'base64').toString(), cut]
      expect(read(sentAs(events, 'small')!)).toEqual([12, 'a small Blob', undefined])
      expect(read(sentAs(events, 'large')!)).toEqual([2_000_000, 'x'.repeat(1_048_576), true])
      expect(read(sentAs(events, 'beacon')!)).toEqual([8, 'a beacon', undefined])
    })

    test('a body that is piped is seen whole, whatever it is piped through, and content where it is inflated', async () => {
      await driven.page.evaluate(async () => {
        const drain = async (stream: ReadableStream) => {
          const reader = stream.getReader()
          while (!(await reader.read()).done);
        }
        const parse = () => new TransformStream({ transform: (text, out) => out.enqueue({ parsed: text }) })
        const upper = () =>
          new TransformStream<string, string>({ transform: (text, out) => out.enqueue(text.toUpperCase()) })
        const lines = async (name: string) => (await fetch(`/lines?${name}`)).body!
        await drain((await lines('decoded')).pipeThrough(new TextDecoderStream()))
        await drain((await lines('parsed')).pipeThrough(new TextDecoderStream()).pipeThrough(parse()))
        await drain((await lines('upper')).pipeThrough(new TextDecoderStream()).pipeThrough(upper()))
        await drain((await fetch('/gzip?inflated')).body!.pipeThrough(new DecompressionStream('gzip')))
      })
      const text = bodies.lines.toString()
      for (const name of ['decoded', 'parsed', 'upper']) {
        const [one] = await finished(`/lines?${name}`)
        expect([name, contentOf(one!.chunks)]).toEqual([name, text])
        expect(one!.finish).toMatchObject({ outcome: 'ok', bytes: bodies.lines.length })
      }
      const [inflated] = await finished('/gzip?inflated')
      expect(contentOf(inflated!.chunks)).toBe(text)
    })

    test('a body that cannot be parsed counts as received, and reading it again changes nothing', async () => {
      await driven.page.evaluate(async () => {
        await (await fetch('/unparsable?bad')).json().catch(() => {})
        const answer = await fetch('/parsable?twice')
        const reading = answer.json()
        await answer.text().catch(() => {})
        await reading
        await answer.json().catch(() => {})
        const locked = await fetch('/parsable?locked')
        const reader = locked.body!.getReader()
        await locked.text().catch(() => {})
        while (!(await reader.read()).done);
      })
      for (const name of ['/unparsable?bad', '/parsable?twice', '/parsable?locked']) {
        const [one] = await finished(name)
        expect([name, one!.finish!.outcome, one!.finishes]).toEqual([name, 'ok', 1])
      }
      expect((await finished('/parsable?twice'))[0]!.finish!.text).toBe(bodies.parsable.toString())
    })

    test('an XMLHttpRequest reused in its own load handler reports every response', async () => {
      await driven.page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const xhr = new XMLHttpRequest()
            let left = 4
            const next = () => {
              xhr.open('GET', '/short?again')
              xhr.send()
            }
            xhr.onload = () => (--left === 0 ? resolve() : next())
            next()
          }),
      )
      const all = await finished('/short?again', 4)
      expect(all.map((one) => [one.finish?.outcome, one.finish?.bytes, one.finishes])).toEqual(
        Array.from({ length: 4 }, () => ['ok', bodies.short.length, 1]),
      )
    })

    test('a request that another open() aborts has ended, and the next request is a new one', async () => {
      await driven.page.evaluate(async () => {
        const xhr = new XMLHttpRequest()
        xhr.open('GET', '/held?broken-off')
        xhr.send()
        await new Promise<void>((resolve) => {
          xhr.onreadystatechange = () => xhr.readyState === 3 && resolve()
        })
        xhr.onreadystatechange = null
        xhr.open('GET', '/short?after-it')
        xhr.send()
      })
      const [next] = await finished('/short?after-it')
      expect([next!.finish!.outcome, next!.finish!.bytes]).toEqual(['ok', bodies.short.length])
      const [first] = await finished('/held?broken-off')
      expect([first!.finish!.outcome, first!.finishes]).toEqual(['abort', 1])
    })

    test('a response that the page aborts when it is complete has arrived', async () => {
      await driven.page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const xhr = new XMLHttpRequest()
            xhr.open('GET', '/short?complete')
            xhr.onreadystatechange = () => {
              if (xhr.readyState !== 4) return
              xhr.abort()
              resolve()
            }
            xhr.send()
          }),
      )
      const [one] = await finished('/short?complete')
      expect([one!.finish!.outcome, one!.finish!.text, one!.finishes]).toEqual(['ok', bodies.short.toString(), 1])
    })

    test('the pieces of a response that arrived before an abort are reported', async () => {
      await driven.page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const xhr = new XMLHttpRequest()
            xhr.open('GET', '/held?in-part')
            xhr.onreadystatechange = () => {
              if (xhr.readyState !== 3) return
              xhr.abort()
              resolve()
            }
            xhr.send()
          }),
      )
      const [one] = await finished('/held?in-part')
      expect([one!.finish!.outcome, one!.chunks[0]?.text?.slice(0, 5), one!.finishes]).toEqual(['abort', 'held ', 1])
    })

    test('requests sent before the tab is known to be watched are told apart, although they have the same URL', async () => {
      await driven.page.goto(`${site.origin}/early`)
      const both = await finished('/short?early', 2)
      expect(both.map((one) => one.finish!.bytes)).toEqual([bodies.short.length, bodies.short.length])
    })
  })

  describe('arguments and errors', () => {
    test('events dropped before the tab is known to be watched are counted, and connections opened then are seen', async () => {
      await driven.page.goto(`${site.origin}/burst`)
      const events = await untilRecorded(driven.panel, 'messages of the socket', (all) =>
        all.some((event) => event.type === 'message'),
      )
      const lost = events.filter((event): event is Of<'lost'> => event.type === 'lost')
      expect(lost).toMatchObject([{ why: 'flood' }])
      // Each request has two events, its start and its end.
      const told = events.filter((event) => event.type === 'request' || event.type === 'finish')
      expect(told.filter((event) => 'id' in event).length + lost[0]!.events).toBeGreaterThanOrEqual(5000)
      expect(events.find((event) => event.type === 'connect')).toMatchObject({ adopted: true })
    })

    test('any value that the browser converts to a URL is seen, and converted only once', async () => {
      const calls = await driven.page.evaluate(async () => {
        let calls = 0
        const anchor = document.createElement('a')
        anchor.href = '/short?anchor'
        const counting = (url: string) => ({
          toString() {
            calls++
            return url
          },
        })
        await (await fetch(anchor as unknown as string)).text()
        await (await fetch(new String('/short?string-object') as string)).text()
        await (await fetch(location as unknown as string)).text()
        await (await fetch(new URL('/short?url', location.href))).text()
        await (await fetch(counting('/short?counting') as unknown as string)).text()
        const open = (url: unknown) =>
          new Promise((resolve) => {
            const xhr = new XMLHttpRequest()
            xhr.onload = resolve
            xhr.open('GET', url as string)
            xhr.send()
          })
        anchor.href = '/short?xhr-anchor'
        await open(anchor)
        await open(counting('/short?xhr-counting'))
        navigator.sendBeacon(counting('/short?beacon-counting') as unknown as string)
        return calls
      })
      expect(calls).toBe(3)
      const names = ['anchor', 'string-object', 'url', 'counting', 'xhr-anchor', 'xhr-counting', 'beacon-counting']
      for (const name of names) expect([name, (await finished(`/short?${name}`)).length]).toEqual([name, 1])
      expect((await finished(`/plain?${visits}`)).length).toBe(1)
    })

    test('input events dispatched by a script do not count', async () => {
      await driven.page.evaluate(async () => {
        for (const type of ['keydown', 'pointerdown', 'wheel'])
          document.dispatchEvent(new Event(type, { bubbles: true }))
        await new Promise((resolve) => setTimeout(resolve, 200))
        await fetch('/short?made-up').then((answer) => answer.text())
      })
      await finished('?made-up')
      expect((await exportedEvents(driven.panel)).filter((event) => event.type === 'input')).toEqual([])
    })

    test('an error thrown by a conversion reaches the page unchanged', async () => {
      const same = await driven.page.evaluate(async () => {
        const mine = new Error('mine')
        const throwing = {
          toString() {
            throw mine
          },
        } as unknown as string
        const rejected = await fetch(throwing).catch((reason) => reason)
        let thrown: unknown
        try {
          new XMLHttpRequest().open('GET', throwing)
        } catch (reason) {
          thrown = reason
        }
        return [rejected === mine, thrown === mine]
      })
      expect(same).toEqual([true, true])
    })

    test('an abort is recognised whatever its reason, and the reason’s getters do not run', async () => {
      const reads = await driven.page.evaluate(async () => {
        let reads = 0
        const reason = {
          get name() {
            reads++
            return 'AbortError'
          },
        }
        const ask = async (name: string, input: (signal: AbortSignal) => Promise<Response>, why?: unknown) => {
          const controller = new AbortController()
          const answer = input(controller.signal)
          setTimeout(() => controller.abort(why), 50)
          await answer.catch(() => {})
          return name
        }
        await ask('own', (signal) => fetch('/silent?own-reason', { signal }), reason)
        await ask('plain', (signal) => fetch('/silent?no-reason', { signal }))
        await ask('request', (signal) => fetch(new Request('/silent?in-request', { signal })), 'words')
        await ask('time', () => fetch('/silent?time-limit', { signal: AbortSignal.timeout(50) }))
        await ask('body', (signal) => fetch('/held?in-body', { signal }).then((answer) => answer.text() as never), 7)
        await fetch('http://127.0.0.1:1/?refused').catch(() => {})
        return reads
      })
      expect(reads).toBe(0)
      const outcomes = {
        '/silent?own-reason': 'abort',
        '/silent?no-reason': 'abort',
        '/silent?in-request': 'abort',
        '/silent?time-limit': 'timeout',
        '/held?in-body': 'abort',
        '/?refused': 'error',
      }
      for (const [name, outcome] of Object.entries(outcomes))
        expect([name, (await finished(name))[0]!.finish!.outcome]).toEqual([name, outcome])
    })

    test('a refused socket has failed, although the page closes it in its error handler', async () => {
      await driven.page.evaluate(async () => {
        const closed = (address: string, act: (socket: WebSocket) => void) =>
          new Promise((resolve) => {
            const socket = new WebSocket(address)
            socket.onclose = resolve
            act(socket)
          })
        const upon = (socket: WebSocket) => {
          socket.onerror = () => socket.close()
        }
        await closed('ws://127.0.0.1:1/?refused', upon)
        await closed(`ws://${location.host}/?given-up`, (socket) => socket.close())
      })
      const by = (events: CaptureEvent[], end: string) => {
        const socket = events.find(
          (event): event is Of<'connect'> => event.type === 'connect' && event.url.endsWith(end),
        )
        return events.find((event): event is Of<'close'> => event.type === 'close' && event.id === socket?.id)?.by
      }
      const events = await untilRecorded(driven.panel, 'both', (all) => by(all, '?given-up') !== undefined)
      expect([by(events, '?refused'), by(events, '?given-up')]).toEqual(['error', 'page'])
    })

    test('no stack trace reveals the extension', async () => {
      const stacks = await driven.page.evaluate(async () => {
        const stacks: string[] = []
        const stackOf = (run: () => unknown) => {
          try {
            run()
          } catch (problem) {
            stacks.push((problem as Error).stack ?? '')
          }
        }
        stackOf(() => Function.prototype.toString.call({}))
        stackOf(() => new XMLHttpRequest().open('GET', 'http://['))
        stackOf(() => new WebSocket('no scheme at all:'))
        stackOf(() => navigator.sendBeacon('ftp://nowhere'))
        stackOf(() => (fetch as unknown as () => void).call(undefined as never))
        stackOf(() => new EventTarget().addEventListener.call(1 as never, 'x', null))
        const spy = () => {
          stacks.push(new Error('seen from a conversion').stack ?? '')
          return '/short?stack'
        }
        await fetch({ toString: spy } as unknown as string)
        await fetch('http://127.0.0.1:1/').catch((problem: Error) => stacks.push(problem.stack ?? ''))
        await fetch('/unparsable')
          .then((answer) => answer.json())
          .catch((problem: Error) => stacks.push(problem.stack ?? ''))
        return stacks
      })
      expect(stacks.length).toBeGreaterThan(5)
      expect(stacks.filter((stack) => /-extension:|hook\.iife/i.test(stack))).toEqual([])
    })

    test('a function under two names stays the same function', async () => {
      const same = await driven.page.evaluate(
        () => ReadableStream.prototype.values === (ReadableStream.prototype[Symbol.asyncIterator] as unknown),
      )
      expect(same).toBe(true)
    })

    test('a page that replaces every prototype after loading affects neither the hooks nor their events', async () => {
      const before = site.said.length
      await driven.page.goto(`${site.origin}/poisoned`)
      await expect.poll(() => site.said.length, { timeout: 20_000 }).toBe(before + 1)
      expect(site.said.at(-1)).toBe('.')
      const [text] = await finished('/short?poisoned-text')
      expect(text!.finish).toMatchObject({ outcome: 'ok', bytes: bodies.short.length })
      expect(text!.request).toMatchObject({ method: 'POST', text: 'up' })
      expect((await finished('/pieces?poisoned-pieces'))[0]!.received).toBe(bodies.pieces.length)
      expect((await finished('/lines?poisoned-xhr'))[0]!.finish!.bytes).toBe(bodies.lines.length)
      const events = await exportedEvents(driven.panel)
      const socket = events.find((event) => event.type === 'connect' && event.url.endsWith('/poisoned-socket'))
      const texts = events.flatMap((event) =>
        event.type === 'message' && event.doc === (socket as Of<'connect'>).doc ? [event.text] : [],
      )
      expect(texts).toEqual(expect.arrayContaining(['out', 'echo out', 'tick', '1']))
    })
  })

  test('a text of 20 MB costs the page no more than a few times its cost without the hooks', async () => {
    const measure = () =>
      driven.page.evaluate(async () => {
        let best = Number.POSITIVE_INFINITY
        for (let i = 0; i < 3; i++) {
          const start = performance.now()
          await new Promise((resolve) => {
            const xhr = new XMLHttpRequest()
            xhr.onload = () => resolve(xhr.responseText.length)
            xhr.open('GET', '/large?xhr')
            xhr.send()
          })
          best = Math.min(best, performance.now() - start)
        }
        return best
      })
    const hooked = await measure()
    const [one] = await finished('/large?xhr', 3)
    expect(one!.finish!.bytes).toBe(bodies.large.length)
    await driven.panel.close()
    await driven.page.goto(`${site.origin}/plain`)
    const plain = await measure()
    driven.panel = await openArmed(driven)
    expect(hooked).toBeLessThan(20 * plain)
  })

  describe('a panel that opens later', () => {
    /** Opens a connection of each kind and keeps it on the window. */
    const connect = () =>
      driven.page.evaluate(async () => {
        const socket = new WebSocket(`ws://${location.host}/kept`)
        const source = new EventSource('/events?kept')
        const opened = (target: EventTarget) => new Promise((resolve) => target.addEventListener('open', resolve))
        const all = [opened(socket), opened(source)]
        source.addEventListener('named', () => {})
        const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()]
        near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate)
        far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate)
        far.ondatachannel = ({ channel }) => {
          channel.onmessage = ({ data }) => channel.send(`back ${data}`)
        }
        const channel = near.createDataChannel('kept')
        all.push(opened(channel))
        await near.setLocalDescription()
        await far.setRemoteDescription(near.localDescription!)
        await far.setLocalDescription()
        await near.setRemoteDescription(far.localDescription!)
        await Promise.all(all)
        Object.assign(window, { kept: { socket, source, near, far, channel } })
      })
    const say = (text: string) =>
      driven.page.evaluate((text) => {
        const { socket, channel } = (window as unknown as { kept: { socket: WebSocket; channel: RTCDataChannel } }).kept
        socket.send(text)
        channel.send(text)
      }, text)
    const texts = (events: CaptureEvent[], id: number | undefined) =>
      events.flatMap((event) => (event.type === 'message' && event.id === id ? [event.text ?? ''] : []))
    const connects = (events: CaptureEvent[]) => events.filter((event) => event.type === 'connect')

    test('connections that were open are seen again when a panel is opened again', async () => {
      await connect()
      await say('before')
      await untilRecorded(driven.panel, 'the echo', (events) =>
        events.some((event) => event.type === 'message' && event.text === 'back before'),
      )
      await closePanel()
      await say('unseen')
      const at = Date.now()
      driven.panel = await openArmed(driven)
      await say('after')
      const wanted = ['after', 'echo after', 'tick', 'back after', '"named"']
      const events = await untilRecorded(driven.panel, wanted.join(), (all) => {
        const said = all.flatMap((event) => (event.type === 'message' ? [event.text, JSON.stringify(event.name)] : []))
        return wanted.every((one) => said.includes(one))
      })
      const known = connects(events)
      expect(known.map((event) => [event.api, event.adopted]).sort()).toEqual([
        ['eventsource', true],
        ['webrtc', true],
        ['webrtc', true],
        ['websocket', true],
      ])
      const socket = known.find((event) => event.api === 'websocket')
      expect(events.filter((event) => event.type === 'open').length).toBe(2)
      const said = texts(events, socket?.id)
      expect(said.filter((text) => text.endsWith('after'))).toEqual(['after', 'echo after'])
      expect(events.some((event) => event.type === 'message' && event.text?.includes('unseen'))).toBe(false)
      const channels = events.filter((event) => event.type === 'message' && event.channel !== undefined)
      // Both ends of the channel are in this page: each text and its echo is sent and received.
      expect(channels.map((event) => (event as Of<'message'>).text).sort()).toEqual(
        ['after', 'after', 'back after', 'back after'].sort(),
      )
      const [document] = events.filter((event): event is Of<'document'> => event.type === 'document')
      expect(document).toMatchObject({ late: true })
      expect(document!.at).toBeGreaterThan(at)
    })

    test('connections that ended meanwhile are not announced', async () => {
      await connect()
      await closePanel()
      await driven.page.evaluate(() => {
        const { socket, source, near, far } = (
          window as unknown as { kept: { socket: WebSocket; source: EventSource } & Record<string, RTCPeerConnection> }
        ).kept
        socket.close()
        source.close()
        near!.close()
        far!.close()
      })
      driven.panel = await openArmed(driven)
      await driven.page.evaluate(() => fetch('/short?ended').then((answer) => answer.text()))
      await finished('/short?ended')
      expect(connects(await exportedEvents(driven.panel))).toEqual([])
    })

    test('a second panel receives the open connections under the ids that the first panel has', async () => {
      await closePanel()
      driven.panel = await openArmed(driven)
      await driven.page.goto(`${site.origin}/plain`)
      await connect()
      const first = await untilRecorded(driven.panel, 'the connections', (events) => connects(events).length === 4)
      const heard = await driven.panel.evaluate<CaptureEvent[]>(`
        const api = globalThis.browser ?? chrome
        const port = api.runtime.connect({ name: 'panel:' + api.devtools.inspectedWindow.tabId })
        const heard = []
        await new Promise((resolve) => {
          port.onMessage.addListener((said) => {
            if (said.kind === 'batch') heard.push(...said.events)
            if (heard.filter((event) => event.type === 'connect').length >= 4) resolve()
          })
          setTimeout(resolve, 10000)
        })
        port.disconnect()
        return heard`)
      const own = connects(first)
      expect(connects(heard).map((event) => [event.doc, event.id, event.adopted])).toEqual(
        expect.arrayContaining(own.map((event) => [event.doc, event.id, true])),
      )
      expect(heard.some((event) => event.type === 'document' && event.late)).toBe(true)
    })
  })
})
