import type { Moment } from '../base/units.ts'
import type { Stream } from '../stream/stream.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { heldRequests, type IdleWait, idleWaits } from './idle-waits.ts'
import { cachesWithout } from './kept-from-cache.ts'
import type { Browser } from './recorded-by.ts'

/** What a stream keeps from happening, as long as it goes on as at the end of the session. Other streams may do so as well. */
export interface KeepsBusy {
  /** Waits for an idle network that do not end because of this stream alone. */
  waits: readonly IdleWait[]
  /** Browsers that do not put the page into their back/forward cache because of this stream. */
  keptFromCache: readonly Browser[]
  /** Why: a sentence on the waits, if there are any, and one on the cache. */
  because: readonly string[]
}

/** @returns undefined where the stream keeps nothing from happening */
export function keepsBusy(stream: Stream, verdict: Verdict, now: Moment): KeepsBusy | undefined {
  const { context } = stream
  // Whether the traffic of workers counts was not measured.
  if (context !== 'page' && context !== 'frame') return undefined
  const idle = idleWaits(stream, verdict, now)
  const cache = cachesWithout(stream, heldRequests(stream, now).length > 0)
  if (!idle && !cache) return undefined
  return {
    waits: idle?.waits ?? [],
    keptFromCache: cache?.browsers ?? [],
    because: [idle, cache].flatMap((reason) => (reason ? [reason.because] : [])),
  }
}
