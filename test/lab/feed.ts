import { seeded } from '../seeded.ts'
export interface Update {
  /** 0, 1, 2, … */
  readonly index: number
  /** Milliseconds after the start of a playback. */
  readonly at: number
  /** JSON text of an object that contains the index, 40 to 2000 bytes of UTF-8. */
  readonly payload: string
}

export interface Feed {
  /** The update at an index, from 0 without end. */
  update(index: number): Update
  /** The index of the newest update so many milliseconds after the start; −1 before the start. */
  newestAt(elapsed: number): number
}

// Two updates closer together would be one event loop turn apart for a busy browser, and hard to distinguish from a burst.
const MIN_GAP = 300

const symbols = ['PINE', 'OAKS', 'ELMS', 'FIRS', 'YEWS']
// Two-, three- and four-byte characters, so that byte and character counts never coincide.
const words = ['open', 'high', 'last', 'café', 'Größe', '東京', '📈', '🚀', 'volume', '—', 'naïve', 'bid']

/**
 * The lab's updates: the same seed and mean always give the same updates. The first exists at the start; the gaps are
 * exponential above a floor of 300 ms.
 * @param seed any integer
 * @param meanMs mean gap, milliseconds
 */
export function createFeed(seed: number, meanMs: number): Feed {
  const random = seeded(seed)
  const updates: Update[] = []

  function next(): Update {
    const previous = updates.at(-1)
    const index = updates.length
    // Adding the floor, rather than clipping to it, keeps the mean exact and avoids many equal gaps.
    const gap = MIN_GAP - Math.log(1 - random()) * Math.max(0, meanMs - MIN_GAP)
    return {
      index,
      at: previous ? Math.round(previous.at + gap) : 0,
      payload: payload(index, random),
    }
  }

  function update(index: number): Update {
    while (updates.length <= index) updates.push(next())
    return updates[index]!
  }

  return {
    update,
    newestAt(elapsed) {
      if (elapsed < 0) return -1
      while ((updates.at(-1)?.at ?? 0) <= elapsed) updates.push(next())
      return updates.findLastIndex(({ at }) => at <= elapsed)
    },
  }
}

function payload(index: number, random: () => number): string {
  const value = {
    index,
    symbol: pick(symbols, random),
    price: (100 + random() * 900).toFixed(2),
  }
  const room = payloadBytes(random()) - Buffer.byteLength(JSON.stringify({ ...value, note: '' }))
  const note: string[] = []
  for (let used = 0; ; ) {
    const word = pick(words, random)
    used += Buffer.byteLength(word) + 1
    if (used > room) break
    note.push(word)
  }
  return JSON.stringify(note.length > 0 ? { ...value, note: note.join(' ') } : value)
}

/** Most updates are about 120 bytes, a few are tiny, and one in twenty is large. */
function payloadBytes(draw: number): number {
  if (draw < 0.1) return 40 + draw * 400
  if (draw < 0.95) return 90 + ((draw - 0.1) / 0.85) * 60
  return 200 * 10 ** ((draw - 0.95) * 20)
}

function pick(list: readonly string[], random: () => number): string {
  return list[Math.floor(random() * list.length)]!
}
