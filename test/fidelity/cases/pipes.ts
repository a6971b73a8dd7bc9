import type { Case } from '../case.ts'

export const pipes: Case[] = [
  {
    number: 76,
    name: 'a pipe locks the body, and gives it free when it ends',
    early: true,
    async run(t) {
      const get = () => fetch(t.url('/pieces?type=text/plain'))
      const state = (label: string, one: Response) =>
        t.log(
          label,
          one.bodyUsed,
          one.body!.locked,
          t.same(() => one.body),
        )
      const sink = () => new WritableStream({})
      for (const kind of ['pipeTo', 'pipeThrough'] as const) {
        const response = await get()
        const transform = new TransformStream()
        const piping = kind === 'pipeTo' ? response.body!.pipeTo(sink()) : response.body!.pipeThrough(transform)
        state(`${kind} begun`, response)
        t.log(Object.prototype.toString.call(piping), piping === transform.readable)
        t.attempt('reader', () => response.body!.getReader())
        t.attempt('tee', () => response.body!.tee())
        t.attempt('through', () => response.body!.pipeThrough(new TransformStream()))
        await t.settle('to', response.body!.pipeTo(sink()))
        await t.settle('cancel', response.body!.cancel())
        await t.settle('text', response.text())
        t.attempt('clone', () => response.clone())
        await t.settle('piped', kind === 'pipeTo' ? piping : transform.readable.pipeTo(sink()))
        state(`${kind} over`, response)
        await t.settle('read after', response.body!.getReader().read())
      }
      const refused = await get()
      const locked = new WritableStream()
      locked.getWriter()
      await t.settle('locked sink', refused.body!.pipeTo(locked))
      t.attempt('locked transform', () =>
        refused.body!.pipeThrough({ writable: locked, readable: new ReadableStream() }),
      )
      t.attempt('no transform', () => refused.body!.pipeThrough(undefined as never))
      await t.settle('no sink', refused.body!.pipeTo(undefined as never))
      await t.settle('wrong signal', refused.body!.pipeTo(sink(), { signal: 1 } as never))
      state('refused', refused)
      await t.settle('still whole', refused.text())
    },
  },
  {
    number: 77,
    name: 'the members of a pipe’s arguments are read once, in order, and see the body unlocked',
    async run(t) {
      const { body } = await fetch(t.url('/pieces'))
      const telling = (name: string, members: object) =>
        new Proxy(members, {
          get(target, key) {
            t.log(name, String(key), body!.locked)
            return Reflect.get(target, key)
          },
          has: (_target, key) => {
            t.log(name, 'has', String(key))
            return true
          },
        })
      const transform = new TransformStream()
      const through = telling('transform', { readable: transform.readable, writable: transform.writable })
      const out = body!.pipeThrough(through as ReadableWritablePair, telling('options', {}))
      await out.pipeTo(new WritableStream(), telling('options', { preventClose: true }))
    },
  },
  {
    number: 78,
    name: 'a slow sink stops the source',
    wire: { requests: 2 },
    async run(t) {
      const slow = (log: string[]) =>
        new WritableStream(
          {
            async write() {
              log.push('write')
              await t.task(150)
            },
          },
          { highWaterMark: 1 },
        )
      for (const n of [1, 2]) {
        const { body } = await fetch(t.url(`/flood?bytes=400000000&${n}`))
        const control = new AbortController()
        const writes: string[] = []
        const source = n === 1 ? body! : body!.pipeThrough(new TransformStream())
        const piping = source.pipeTo(slow(writes), { signal: control.signal })
        await t.task(700)
        t.log(n, writes.length >= 3 && writes.length <= 6)
        control.abort('enough')
        await t.settle('piping', piping)
      }
    },
  },
  {
    number: 79,
    name: 'a signal ends a pipe, whichever ends it must leave alone',
    wire: { requests: 5 },
    async run(t) {
      const ends = ['preventAbort', 'preventCancel', 'preventClose'] as const
      for (const options of [
        {},
        ...ends.map((one) => ({ [one]: true })),
        { preventAbort: true, preventCancel: true },
      ]) {
        const name = Object.keys(options).join()
        const response = await fetch(t.url(`/endless?${name}`))
        const control = new AbortController()
        let aborted: unknown = 'not aborted'
        const sink = new WritableStream({
          abort(reason) {
            aborted = reason
          },
        })
        const piping = response.body!.pipeTo(sink, { ...options, signal: control.signal })
        await t.task(30)
        const reason = { reason: name }
        control.abort(reason)
        await piping.then(
          () => t.log('ended'),
          (error) => t.log(name, 'rejects with the reason', error === reason),
        )
        t.log(aborted === reason, response.body!.locked, sink.locked)
        if (response.body!.locked) continue
        const reader = response.body!.getReader()
        const { done, value } = await reader.read()
        t.log('goes on', done, value !== undefined && value.length > 0)
        await reader.cancel()
      }
    },
  },
  {
    number: 80,
    name: 'errors pass through a pipe in both directions',
    wire: { requests: 6 },
    async run(t) {
      const own = new Error('of the sink')
      for (const options of [{}, { preventCancel: true }, { preventAbort: true }]) {
        const response = await fetch(t.url(`/endless?${Object.keys(options)}`))
        let writes = 0
        const sink = new WritableStream({
          write() {
            if (++writes === 3) throw own
          },
        })
        const piping = response.body!.pipeTo(sink, options)
        await piping.catch((error) => t.log('sink', error === own, response.body!.locked))
        if (!('preventCancel' in options)) {
          t.log('read after', (await response.body!.getReader().read()).done)
          continue
        }
        const reader = response.body!.getReader()
        t.log('goes on', (await reader.read()).done)
        await reader.cancel()
      }
      for (const options of [{}, { preventAbort: true }, { preventCancel: true }]) {
        const control = new AbortController()
        const response = await fetch(t.url(`/endless?${Object.keys(options)}2`), { signal: control.signal })
        let aborted: unknown
        const sink = new WritableStream({
          abort(reason) {
            aborted = reason
          },
        })
        const piping = response.body!.pipeTo(sink, options)
        await t.task(30)
        control.abort(own)
        await piping.catch((error) => t.log('source', t.describe(error), aborted === error))
        await t.settle('read after', response.body!.getReader().read())
      }
    },
  },
  {
    number: 81,
    name: 'a transform that fails cancels the body with its reason',
    wire: { requests: 3 },
    async run(t) {
      const failure = new Error('of the transform')
      const failing = () =>
        new TransformStream({
          transform() {
            throw failure
          },
        })
      const one = await fetch(t.url('/endless?1'))
      const reader = one.body!.pipeThrough(failing()).getReader()
      await reader.read().catch((error) => t.log(error === failure))
      await t.task(50)
      t.log(one.body!.locked)
      const two = await fetch(t.url('/endless?2'))
      const out = two.body!.pipeThrough(new TransformStream()).getReader()
      await out.read()
      await t.settle('cancel', out.cancel(failure))
      await t.task(50)
      t.log(two.body!.locked, two.bodyUsed)
      const kept = await fetch(t.url('/endless?3'))
      const broken = kept.body!.pipeThrough(failing(), { preventCancel: true }).getReader()
      await broken.read().catch(() => {})
      await t.task(50)
      t.log(kept.body!.locked)
      const rest = kept.body!.getReader()
      t.log('goes on', (await rest.read()).done)
      await rest.cancel()
    },
  },
  {
    number: 82,
    name: 'a pipe that begins after a part was read delivers the rest',
    async run(t) {
      const rest = async (stream: ReadableStream) => {
        let text = ''
        const write = (piece: Uint8Array | string) => {
          text += typeof piece === 'string' ? piece : new TextDecoder('latin1').decode(piece)
        }
        await stream.pipeTo(new WritableStream({ write }))
        return text
      }
      const begun = async () => {
        const { body } = await fetch(t.url('/pieces'))
        const reader = body!.getReader({ mode: 'byob' })
        t.log(new TextDecoder().decode((await reader.read(new Uint8Array(6))).value))
        reader.releaseLock()
        return body!
      }
      t.log(await rest(await begun()))
      t.log(await rest((await begun()).pipeThrough(new TextDecoderStream() as never)))
      t.log(await rest((await begun()).tee()[0].pipeThrough(new TransformStream())))
      const [one, two] = (await begun()).pipeThrough(new TransformStream()).tee()
      t.log(await rest(one), await rest(two))
      t.attempt('response of a used body', () => new Response(undefined))
      const { body } = await fetch(t.url('/pieces'))
      await rest(body!)
      t.attempt('response of a read body', () => new Response(body))
    },
  },
  {
    number: 83,
    name: 'a response made of a body is an ordinary response',
    early: true,
    async run(t) {
      const body = async () => (await fetch(t.url('/pieces?type=text/plain'))).body!
      const stream = await body()
      const made = new Response(stream, { status: 201, headers: { 'x-made': 'yes' } })
      t.log(made.status, made.url, made.type, made.headers.get('x-made'), made.body === stream, made.bodyUsed)
      t.log(await made.text(), made.bodyUsed)
      const through = (await body()).pipeThrough(new TransformStream())
      const other = new Response(through)
      t.log(other.body === through, new TextDecoder('latin1').decode(await other.arrayBuffer()))
      await t.settle('json', new Response(await body()).json())
      t.log((await new Response(await body()).blob()).size)
      const clone = new Response(await body()).clone()
      t.log(await clone.text())
      t.log(Response.prototype.constructor === Response, new Response() instanceof Response, Response.name)
      t.attempt('without new', () => (Response as unknown as () => void)())
      t.attempt('bad status', () => new Response('', { status: 99 }))
      t.log(await Response.json({ a: 1 }).text(), Response.error().type)
      class Own extends Response {}
      t.log(new Own('x').constructor === Own, await new Own('x').text())
    },
  },
  {
    number: 84,
    name: 'a body, or what is piped from it, goes to a worker as before',
    async run(t) {
      const source = `onmessage = async ({ data }) => postMessage(await new Response(data).text())`
      const worker = new Worker(URL.createObjectURL(new Blob([source])))
      const sent = async (stream: ReadableStream) => {
        worker.postMessage(stream, [stream])
        t.log((await t.next(worker, 'message')).data)
      }
      await sent((await fetch(t.url('/pieces'))).body!)
      await sent((await fetch(t.url('/pieces'))).body!.pipeThrough(new TransformStream()))
      const { body } = await fetch(t.url('/pieces'))
      const out = body!.pipeThrough(new TransformStream())
      t.attempt('locked body', () => worker.postMessage(body, [body!]))
      await sent(out)
      worker.terminate()
    },
  },
  {
    number: 85,
    name: 'pieces come through a pipe as the very objects that were read, in the same order of tasks',
    async run(t) {
      const { body } = await fetch(t.url('/pieces'))
      const seen: unknown[] = []
      const through = new TransformStream({
        transform(piece, out) {
          seen.push(piece)
          kinds.add(`${Object.prototype.toString.call(piece)} ${piece.byteOffset}`)
          octets += piece.length
          out.enqueue(piece)
        },
      })
      const kinds = new Set<string>()
      let octets = 0
      let n = 0
      for await (const piece of body!.pipeThrough(through) as unknown as AsyncIterable<unknown>)
        if (piece !== seen[n++]) t.log('another object')
      t.log('pieces', n > 0, [...kinds], octets)
    },
  },
  {
    number: 91,
    name: 'the last piece of a stream that closes with it comes through a pipe',
    async run(t) {
      const { body } = await fetch(t.url('/packed'))
      const texts = body!.pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream())
      const reader = texts.getReader()
      let units = 0
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        units += value.length
        await t.task(2)
      }
      t.log('unpacked', units)
      const written = async (stream: ReadableStream<Uint8Array>) => {
        let octets = 0
        await stream.pipeTo(
          new WritableStream({
            write(piece) {
              octets += piece.length
            },
          }),
        )
        return octets
      }
      // Everything waits in one branch once the other has been read.
      const [one, other] = (await fetch(t.url('/pieces'))).body!.tee()
      t.log('branches', (await new Response(one).arrayBuffer()).byteLength, await written(other))
    },
  },
  {
    number: 92,
    name: 'a sink that takes nothing any more, or a signal that has been aborted, cancels the body with its own reason',
    wire: { requests: 6 },
    async run(t) {
      const failure = new Error('of the sink')
      const failed = () => new WritableStream({ start: (controller) => controller.error(failure) })
      const closed = () => {
        const stream = new WritableStream()
        void stream.close()
        return stream
      }
      const sinks = { failed, closed, fresh: () => new WritableStream() }
      for (const [name, sink] of Object.entries(sinks))
        for (const through of [false, true]) {
          const { body } = await fetch(t.url(`/endless?${name}-${through}`))
          const options = name === 'fresh' ? { signal: AbortSignal.abort(failure) } : {}
          if (through) {
            body!.pipeThrough({ writable: sink(), readable: new ReadableStream() }, options)
            await t.task(20)
          } else await body!.pipeTo(sink(), options).catch((error) => t.log(name, error === failure, t.describe(error)))
          t.log(name, body!.locked, (await body!.getReader().read()).done)
        }
    },
  },
  {
    number: 93,
    name: 'what comes after a pipe has left a body alone is all there for the next reader',
    async run(t) {
      for (const by of ['signal', 'sink']) {
        const { body } = await fetch(t.url(`/numbered?${by}`))
        const control = new AbortController()
        let text = ''
        const add = (piece: Uint8Array) => {
          text += new TextDecoder('latin1').decode(piece)
        }
        const sink = new WritableStream({
          write(piece, controller) {
            add(piece)
            if (by === 'sink') controller.error('enough')
            else control.abort('enough')
          },
        })
        await body!.pipeTo(sink, { preventCancel: true, signal: control.signal }).catch((error) => t.log(by, error))
        await t.task(130)
        const reader = body!.getReader()
        for (;;) {
          const { done, value } = await reader.read()
          if (done) break
          add(value)
        }
        t.log(text)
      }
      const { body } = await fetch(t.url('/numbered?through'))
      const through = body!.pipeThrough(new TransformStream(), { preventCancel: true }).getReader()
      const { value } = await through.read()
      await through.cancel()
      await t.task(130)
      const rest = await new Response(body).text()
      t.log(`${new TextDecoder('latin1').decode(value)}${rest}`.length)
    },
  },
]
