import type { Technique } from '../../../src/core/verdict/technique.ts'
import type { Analysed } from '../analysed-streams.ts'

/** What changing one stream's technique would save. */
export interface Saving {
  analysed: Analysed
  technique: Technique
  bytes: number
  /** Of the stream's own bytes, 0 to 1. */
  share: number
}

// Less than this is within what the models may err by, or not worth anybody's afternoon.
const worthwhile = 0.1
// Savings closer than this are the same.
const alike = 0.05
// A model from a few updates says more of the set-up than of the traffic.
const enoughUpdates = 3

/** The change that would save most bytes without making news later; undefined where none is worth it. */
export function largestSaving(streams: readonly Analysed[]): Saving | undefined {
  let best: Saving | undefined
  for (const analysed of streams) {
    const { cost, whatIf, updates, confidence } = analysed.analysis
    if (updates < enoughUpdates || confidence === 'provisional') continue
    const bytes = cost.bytesUp + cost.bytesDown
    for (const one of whatIf) {
      if (cost.stalenessMeanMs !== null && one.stalenessMeanMs > cost.stalenessMeanMs + 10) continue
      const saved = bytes - one.bytesUp - one.bytesDown
      // Where nothing goes up, an event stream does what a WebSocket does and is easier to run.
      const harder = one.technique === 'websocket' && best?.analysed === analysed && best.technique === 'sse'
      if (saved < worthwhile * bytes || saved - (best?.bytes ?? 0) <= (harder ? alike * bytes : 0)) continue
      best = { analysed, technique: one.technique, bytes: saved, share: saved / bytes }
    }
  }
  return best
}
