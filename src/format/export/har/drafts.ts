import { parseUrl } from '../../../core/base/parsed-url.ts'
import type { Milliseconds, Moment } from '../../../core/base/units.ts'
import type { CaptureEvent, NetworkEvent, TimingEvent } from '../../../core/event/event.ts'
import { createDraft, type Draft, goOn, sizeOf } from './draft.ts'
import { createDraftsByUrl } from './join-reports.ts'
import { takeEvent } from './take-event.ts'

/** How much waits to be written at most. */
export interface HarLimits {
  /** UTF-16 units of one entry. A reader has to hold an entry as a whole; Duplex takes 64 MB (../../har-file/log-index.ts). */
  ofEntry: number
  /** Messages of one entry. */
  messages: number
  /** UTF-16 units of all entries. */
  ofAll: number
  /** Requests and connections that have not ended. */
  open: number
  /** UTF-16 units of events that belong to no entry; where there are more, the session is read once more to write them. */
  others: number
}

/** Some 100 MB in all. */
export const harLimits: HarLimits = {
  ofEntry: 8_000_000,
  messages: 50_000,
  ofAll: 40_000_000,
  open: 50_000,
  others: 8_000_000,
}

/** An entry waits so long for the resource timing and the network log, which report it some seconds after its end. */
const waits: Milliseconds = 10_000
/** A report waits so long for its entry: a fast answer is timed before the hooks' next batch. */
const reportWaits: Milliseconds = 3000

/** The entries that are not written yet. */
export interface Drafts {
  /** @param seq place of the event in the session */
  add(seq: number, event: CaptureEvent): void
  /** There is no room for more. */
  areFull(): boolean
  /** Those that need not wait any longer. Each is empty again once the next is asked for. */
  due(): Generator<Draft>
  /** All others, at the end of the session. */
  rest(): Generator<Draft>
}

/**
 * Without entries. An entry that grows too long, or that has to make room, is written before its end, and goes on in a further one.
 * @param other called with events that belong to no entry
 */
export function createDrafts(limits: HarLimits, other: (seq: number, event: CaptureEvent) => void): Drafts {
  const drafts = new Map<string, Draft>()
  const byUrl = createDraftsByUrl()
  const over = new Set<Draft>()
  const full = new Set<Draft>()
  let reports: { seq: number; event: TimingEvent | NetworkEvent }[] = []
  /** Resources that only their timing tells of. */
  let resources: Draft[] = []
  let now = Number.NEGATIVE_INFINITY
  let size = 0

  const keyOf = (doc: string, id: number | undefined) => `${doc}/${id}`

  function take(draft: Draft, seq: number, event: CaptureEvent): void {
    size -= sizeOf(draft)
    if (draft.stored.count === 0 && draft.parts > 0) draft.start = Math.max(draft.start, event.at)
    takeEvent(draft, seq, event)
    size += sizeOf(draft)
    if (draft.over !== undefined) over.add(draft)
    if (sizeOf(draft) > limits.ofEntry || draft.items.count > limits.messages) full.add(draft)
  }

  function begin(seq: number, event: Extract<CaptureEvent, { type: 'request' | 'connect' }>): void {
    const key = keyOf(event.doc, event.id)
    const same = drafts.get(key)
    // A number that a document gives twice: the first to have it gets no more events.
    if (same) over.add(same)
    const draft = createDraft(event)
    drafts.set(key, draft)
    byUrl.add(draft)
    take(draft, seq, event)
  }

  function report(seq: number, event: TimingEvent | NetworkEvent): void {
    const draft = byUrl.of(event)
    if (draft) take(draft, seq, event)
    else if (event.type === 'timing' && isWeb(event.url)) {
      const resource = createDraft(event)
      resources.push(resource)
      take(resource, seq, event)
      over.delete(resource)
    } else other(seq, event)
  }

  /** Joins the reports that have waited long enough with their entries. */
  function settle(until: Moment): void {
    const tooMany = reports.length - limits.open
    reports = reports.filter(({ seq, event }, index) => {
      if (event.at > until && index >= tooMany) return true
      report(seq, event)
      return false
    })
  }

  /** Gives an entry to be written; afterwards it holds nothing, and is forgotten where it has ended. */
  function* written(draft: Draft): Generator<Draft> {
    if (draft.stored.count > 0) {
      yield draft
      size -= sizeOf(draft)
      goOn(draft, draft.last)
    }
    full.delete(draft)
  }

  function forget(draft: Draft): void {
    over.delete(draft)
    byUrl.remove(draft)
    if (drafts.get(keyOf(draft.doc, draft.id)) === draft) drafts.delete(keyOf(draft.doc, draft.id))
  }

  /** Makes more room than is needed now: looking for what to write takes time. */
  function* makeRoom(): Generator<Draft> {
    const [units, open] = [limits.ofAll * 0.75, limits.open * 0.75]
    const isRoomy = () => size <= units && drafts.size <= open
    // Those that have ended need not be divided.
    for (const draft of over) {
      if (isRoomy()) return
      yield* written(draft)
      forget(draft)
    }
    for (const draft of drafts.values()) {
      if (drafts.size <= open) break
      yield* written(draft)
      forget(draft)
    }
    for (const draft of [...drafts.values()].sort((a, b) => sizeOf(b) - sizeOf(a))) {
      if (size <= units) return
      yield* written(draft)
    }
  }

  return {
    add(seq, event) {
      if (event.at > now) now = event.at
      switch (event.type) {
        case 'request':
          return isWeb(event.url) ? begin(seq, event) : other(seq, event)
        case 'connect':
          return isWeb(event.url) && event.api !== 'webrtc' ? begin(seq, event) : other(seq, event)
        case 'timing':
          return void reports.push({ seq, event })
        case 'network':
          if (event.doc === undefined || event.id === undefined) return void reports.push({ seq, event })
          break
        case 'gone':
          for (const draft of drafts.values()) if (draft.doc === event.doc) over.add(draft)
          return other(seq, event)
      }
      const draft = 'id' in event && event.doc !== undefined ? drafts.get(keyOf(event.doc, event.id)) : undefined
      if (draft) take(draft, seq, event)
      else other(seq, event)
    },
    areFull: () => size > limits.ofAll || full.size > 0 || drafts.size > limits.open,
    *due() {
      settle(now - reportWaits)
      for (const draft of full) yield* written(draft)
      for (const draft of over) {
        if ((draft.over ?? draft.last) > now - waits) continue
        yield* written(draft)
        forget(draft)
      }
      for (const draft of resources) yield* written(draft)
      resources = []
      if (size > limits.ofAll || drafts.size > limits.open) yield* makeRoom()
    },
    *rest() {
      settle(Number.POSITIVE_INFINITY)
      for (const draft of [...over, ...drafts.values(), ...resources]) yield* written(draft)
    },
  }
}

/** Whether an entry may have this URL. Others, such as `blob:`, are no traffic. */
const isWeb = (url: string) => /^(https?|wss?):/.test(url) && parseUrl(url) !== undefined
