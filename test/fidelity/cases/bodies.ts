import type { Case } from '../case.ts'

export const bodies: Case[] = [
  {
    number: 32,
    name: 'a body is used and locked as before',
    early: true,
    async run(t) {
      const get = () => fetch(t.url('/pieces?type=text/plain'))
      const state = (label: string, one: Response) =>
        t.log(
          label,
          one.bodyUsed,
          one.body?.locked,
          t.same(() => one.body),
        )
      for (const method of ['text', 'arrayBuffer', 'blob', 'json', 'formData', 'bytes'] as const) {
        const response = await get()
        state('fresh', response)
        const promise = (response as unknown as Record<string, () => Promise<unknown>>)[method]!()
        state(`${method} begun`, response)
        await t.settle(method, promise)
        state(`${method} over`, response)
        await t.settle('again', response.text())
        t.attempt('clone', () => response.clone())
      }
      const read = await get()
      const reader = read.body!.getReader()
      state('reader', read)
      t.attempt('second reader', () => read.body!.getReader())
      await reader.read()
      state('read', read)
      reader.releaseLock()
      state('released', read)
      await t.settle('text', read.text())
      const cloned = await get()
      const clone = cloned.clone()
      state('cloned', cloned)
      t.log((await clone.text()) === (await cloned.text()))
      const teed = await get()
      const [one, two] = teed.body!.tee()
      state('teed', teed)
      t.log((await new Response(one).text()) === (await new Response(two).text()))
      const json = await fetch(t.url('/json'))
      t.log(JSON.stringify(await json.json()))
      t.attempt('clone', () => json.clone())
      await t.settle('unparsable', (await fetch(t.url('/unparsable'))).json())
    },
  },
  {
    number: 33,
    name: 'the server sees at once that the page wants no more',
    wire: { requests: 5 },
    async run(t) {
      const get = async (n: number) => (await fetch(t.url(`/endless?${n}&type=application/octet-stream`))).body!
      const reader = (await get(1)).getReader()
      await reader.read()
      await t.settle('reader', reader.cancel('enough'))
      await t.settle('body', (await get(2)).cancel())
      for await (const piece of (await get(3)) as unknown as AsyncIterable<Uint8Array>) {
        t.log(piece.length > 0)
        break
      }
      const control = new AbortController()
      const response = await fetch(t.url('/endless?4'), { signal: control.signal })
      const text = response.text()
      control.abort()
      await t.settle('aborted', text)
      const [one, two] = (await get(5)).tee()
      const both = [one.cancel('one'), two.cancel('two')]
      await t.settle('branches', Promise.all(both))
    },
  },
  {
    number: 34,
    name: 'a body that is read slowly is not fetched whole behind the page',
    wire: { requests: 1 },
    async run(t) {
      const response = await fetch(t.url('/flood?bytes=400000000'))
      const reader = response.body!.getReader()
      for (let n = 0; n < 3; n++) {
        await reader.read()
        await t.task(100)
      }
      await reader.cancel()
    },
  },
  {
    number: 34,
    name: 'a large body that is read and thrown away comes whole',
    wire: { requests: 1 },
    async run(t) {
      const response = await fetch(t.url('/flood?bytes=50003968'))
      let length = 0
      for (const reader = response.body!.getReader(); ; ) {
        const { done, value } = await reader.read()
        if (done) break
        length += value.length
      }
      t.log(length)
    },
  },
  {
    number: 35,
    name: 'readers of every kind, pipes and branches deliver the same octets',
    early: true,
    async run(t) {
      const get = async () => (await fetch(t.url('/pieces'))).body!
      const text = (octets: Uint8Array[]) => octets.map((one) => new TextDecoder('latin1').decode(one)).join('')
      const all = async (stream: ReadableStream<Uint8Array>) => {
        const octets: Uint8Array[] = []
        for (const reader = stream.getReader(); ; ) {
          const { done, value } = await reader.read()
          if (done) return text(octets)
          octets.push(value)
        }
      }
      t.log('reader', await all(await get()))
      const byob: Uint8Array[] = []
      const reader = (await get()).getReader({ mode: 'byob' })
      for (;;) {
        const { done, value } = await reader.read(new Uint8Array(5))
        if (done) break
        byob.push(value.slice())
      }
      t.log('byob', text(byob))
      const piped: Uint8Array[] = []
      await (await get()).pipeTo(new WritableStream({ write: (one) => void piped.push(one) }))
      t.log('pipeTo', text(piped))
      let decoded = ''
      const decoder = (await get()).pipeThrough(
        new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>,
      )
      for (const strings = decoder.getReader(); ; ) {
        const { done, value } = await strings.read()
        if (done) break
        decoded += value
      }
      t.log('pipeThrough', decoded)
      t.log('response', await new Response(await get()).text())
      t.log('branches', await Promise.all((await get()).tee().map(all)))
      let iterated = ''
      for await (const piece of (await get()) as unknown as AsyncIterable<Uint8Array>) iterated += text([piece])
      t.log('for await', iterated)
    },
  },
  {
    number: 36,
    name: 'an endless event stream goes on as long as the page reads it',
    wire: { requests: 1 },
    async run(t) {
      const response = await fetch(t.url('/endless'))
      const reader = response
        .body!.pipeThrough(new TextDecoderStream() as never)
        .getReader() as ReadableStreamDefaultReader<string>
      let text = ''
      while (!text.includes('data: 30 ')) text += (await reader.read()).value
      t.log(text.slice(0, text.indexOf('data: 30 ')))
      await reader.cancel()
    },
  },
]
