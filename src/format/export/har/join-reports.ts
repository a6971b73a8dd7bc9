import { withoutFragment } from '../../../core/base/parsed-url.ts'
import type { Milliseconds, Moment } from '../../../core/base/units.ts'
import type { NetworkEvent, TimingEvent } from '../../../core/event/event.ts'
import type { Draft } from './draft.ts'

/** The entries in the making by URL, so that a resource timing or a line of the network log finds its own. */
export interface DraftsByUrl {
  add(draft: Draft): void
  remove(draft: Draft): void
  /** The entry that a report belongs to, by its URL and start; undefined where none fits. */
  of(report: TimingEvent | NetworkEvent): Draft | undefined
}

// How far a report's start may lie from the moment when the page asked: as in core/traffic/reports.ts, where it was measured.
const before: Milliseconds = 60
const after: Milliseconds = 2000

/** Without entries. */
export function createDraftsByUrl(): DraftsByUrl {
  const byUrl = new Map<string, Draft[]>()

  return {
    add(draft) {
      const url = withoutFragment(draft.url)
      const known = byUrl.get(url)
      if (known) known.push(draft)
      else byUrl.set(url, [draft])
    },
    remove(draft) {
      const url = withoutFragment(draft.url)
      const others = (byUrl.get(url) ?? []).filter((one) => one !== draft)
      if (others.length > 0) byUrl.set(url, others)
      else byUrl.delete(url)
    },
    of(report) {
      let found: Draft | undefined
      for (const draft of byUrl.get(withoutFragment(report.url)) ?? []) {
        if (!isPossible(draft, report)) continue
        if (!found || distance(draft, report.start) < distance(found, report.start)) found = draft
      }
      return found
    },
  }
}

function isPossible({ doc, method, connect, start, over, timing, network }: Draft, report: TimingEvent | NetworkEvent) {
  if (report.start < start - before) return false
  // An EventSource connects again and again: each attempt is reported.
  if (report.start > (connect ? (over ?? Number.POSITIVE_INFINITY) : start + after)) return false
  if (report.type === 'timing') return report.doc === doc && (connect !== undefined || timing === undefined)
  return report.method === method && (connect !== undefined || network === undefined || network.start === report.start)
}

const distance = ({ start }: Draft, at: Moment): Milliseconds => Math.abs(start - at)
