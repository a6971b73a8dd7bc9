import type { Technique } from '../../../src/core/verdict/technique.ts'
import { unseenAnswers } from '../../../src/core/verdict/unseen-answers.ts'
import type { Analysed } from '../analysed.ts'

/** The saving by changing a stream's technique. */
export interface Saving {
  analysed: Analysed
  technique: Technique
  bytes: number
  /** Share of the stream's own bytes, 0 to 1. */
  share: number
}

// Share of bytes. A smaller saving is within the error of the models, or not worth the work.
const minShare = 0.1
// Share of bytes within which two savings count as equal.
const equalShare = 0.05
// With fewer updates a model shows the cost of the set-up rather than of the traffic.
const minUpdates = 3

/** The change that would save most bytes without making updates later; undefined where no change is worth it. */
export function largestSaving(streams: readonly Analysed[]): Saving | undefined {
  let best: Saving | undefined
  for (const analysed of streams) {
    const { cost, whatIf, updates, confidence } = analysed.analysis
    // Answers that nobody saw may have said nothing new.
    if (updates - unseenAnswers(analysed.analysis) < minUpdates || confidence === 'provisional') continue
    const bytes = cost.bytesUp + cost.bytesDown
    for (const option of whatIf) {
      if (cost.stalenessMeanMs !== null && option.stalenessMeanMs > cost.stalenessMeanMs + 10) continue
      const saved = bytes - option.bytesUp - option.bytesDown
      // Where the page sends nothing, an event stream does what a WebSocket does and is easier to run.
      const harder = option.technique === 'websocket' && best?.analysed === analysed && best.technique === 'sse'
      if (saved < minShare * bytes || saved - (best?.bytes ?? 0) <= (harder ? equalShare * bytes : 0)) continue
      best = { analysed, technique: option.technique, bytes: saved, share: saved / bytes }
    }
  }
  return best
}
