import type { CaptureEvent } from '../../../core/event/event.ts'

/** UTF-16 units and events of an element of `log._duplex`, which a reader holds as a whole. */
const mostUnits = 2_000_000
const mostEvents = 2000
/** The events of no entry, which become `log._duplex` behind the entries. */
export interface OtherEvents {
  add(seq: number, event: CaptureEvent): void
  /**
   * The elements of `log._duplex`, as JSON.
   * @param again all events of the session, from the first on
   */
  written(again: () => AsyncIterable<readonly CaptureEvent[]>): AsyncGenerator<string>
}

/**
 * Without events.
 * @param most UTF-16 units that are kept
 */
export function createOtherEvents(most: number): OtherEvents {
  const places = createPlaces()
  let kept: { seq: number; json: string }[] | undefined = []
  let units = 0

  const jsonOf = (seq: number, event: CaptureEvent) => JSON.stringify({ seq, ...event })

  async function* fromSession(again: () => AsyncIterable<readonly CaptureEvent[]>) {
    let seq = 0
    for await (const events of again())
      for (const event of events) {
        if (places.has(seq)) yield { seq, json: jsonOf(seq, event) }
        seq++
      }
  }

  return {
    add(seq, event) {
      places.add(seq)
      if (!kept) return
      const json = jsonOf(seq, event)
      kept.push({ seq, json })
      units += json.length
      if (units > most) kept = undefined
    },
    async *written(again) {
      kept?.sort((a, b) => a.seq - b.seq)
      let first: number | undefined
      let waiting: string[] = []
      let length = 0
      const element = () => `{"first":"${first}","events":[${waiting.join(',\n')}]}`
      for await (const { seq, json } of kept ?? fromSession(again)) {
        first ??= seq
        waiting.push(json)
        length += json.length
        if (length < mostUnits && waiting.length < mostEvents) continue
        yield element()
        first = undefined
        waiting = []
        length = 0
      }
      if (waiting.length > 0) yield element()
    },
  }
}

/** Places in a session: a bit for each event up to the last of them. */
function createPlaces() {
  let bits = new Uint8Array(1024)
  return {
    add(seq: number) {
      const at = seq >>> 3
      if (at >= bits.length) {
        const more = new Uint8Array(Math.max(at + 1, bits.length * 2))
        more.set(bits)
        bits = more
      }
      bits[at]! |= 1 << (seq & 7)
    },
    has: (seq: number) => ((bits[seq >>> 3] ?? 0) & (1 << (seq & 7))) !== 0,
  }
}
