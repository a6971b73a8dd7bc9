import type { Case } from '../case.ts'

export const eventSource: Case[] = [
  {
    number: 53,
    name: 'events, ids and reconnections are the same for page and server',
    early: true,
    wire: { requests: 2, headers: true },
    async run(t) {
      const source = new EventSource(t.url('/events'))
      const seen: string[] = []
      const note = (event: Event) => {
        const { data, lastEventId } = event as MessageEvent
        seen.push(`${event.type} ${data} ${lastEventId} ${source.readyState} ${event.isTrusted}`)
      }
      for (const type of ['open', 'message', 'named', 'error', 'never']) source.addEventListener(type, note)
      while (source.readyState !== 2) await t.next(source, 'error')
      t.log(seen)
    },
  },
  {
    number: 53,
    name: 'a source that the page closes, and one that is refused, end alike',
    early: true,
    async run(t) {
      const source = new EventSource(t.crossUrl('/endless'), { withCredentials: false })
      await t.next(source, 'message')
      source.close()
      t.log(source.readyState, source.withCredentials, source.url)
      source.close()
      for (const path of ['/text', '/status?code=404', '/status?code=204']) {
        const refused = new EventSource(t.url(path))
        await t.next(refused, 'error')
        t.log(path, refused.readyState)
      }
    },
  },
  {
    number: 54,
    name: 'listeners come off again, and count once',
    early: true,
    async run(t) {
      const source = new EventSource(t.url('/endless'))
      let calls = 0
      const listener = () => calls++
      source.addEventListener('message', listener)
      source.addEventListener('message', listener)
      t.log(source.addEventListener.length, source.addEventListener === EventTarget.prototype.addEventListener)
      await t.next(source, 'message')
      t.log('twice the same', calls)
      source.removeEventListener('message', listener)
      const before = calls
      await t.next(source, 'message')
      await t.next(source, 'message')
      t.log('taken off', calls - before)
      t.attempt('no arguments', () => (source.addEventListener as () => void)())
      t.attempt('no listener', () => source.addEventListener('message', null as never))
      t.attempt('wrong listener', () => source.addEventListener('message', 5 as never))
      t.attempt('type is converted once', () => {
        let conversions = 0
        source.addEventListener({ toString: () => `late${++conversions}` } as never, listener)
        return conversions
      })
      t.attempt('options', () => {
        const read: string[] = []
        const options = new Proxy({}, { get: (_target, key) => void read.push(String(key)) })
        source.addEventListener('other', listener, options)
        return read
      })
      source.dispatchEvent(new Event('late1'))
      t.log('dispatched', calls - before)
      source.close()
    },
  },
]
