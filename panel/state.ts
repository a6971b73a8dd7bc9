import { computed, type Signal, signal } from '@preact/signals'
import { currentId, type SessionFacts, sessionFacts } from '../src/core/analysis/session-facts.ts'
import type { Milliseconds } from '../src/core/base/units.ts'
import { createSession, defaultPayloads, type Session } from '../src/core/session/session.ts'
import type { Technique } from '../src/core/verdict/technique.ts'
import type { FileRedaction } from '../src/format/session/redaction-line.ts'
import { type AnalysedStreams, createKeptAnalyses } from './capture/kept-analyses.ts'
import { parseFilter } from './present/list/filter.ts'
import type { StreamOrder } from './present/list/stream-order.ts'
import { inOrder } from './present/list/stream-order.ts'
import type { Theme } from './theme.ts'

export const detailTabs = ['messages', 'verdict', 'cost', 'what-if', 'connection'] as const
export type DetailTab = (typeof detailTabs)[number]

/**
 * Whether the panel is connected to a page; `none` where it looks at no tab, `unreachable` where the page is closed to all
 * extensions and `forbidden` where it is to this one, `outdated` where the panel's extension is no longer there.
 */
export type ConnectionState = 'none' | 'connecting' | 'armed' | 'lost' | 'unreachable' | 'forbidden' | 'outdated'

export type PanelState = ReturnType<typeof createPanelState>

/**
 * The panel's state while it is open. The session is plain data without signals: `changed()`, called at most once per
 * frame, recomputes everything that depends on it.
 * @param clock current time, in ms since the Unix epoch
 */
export function createPanelState(clock: () => Milliseconds = Date.now) {
  /**
   * The session on screen; replaced when cleared, opened or switched back to live. Only `capture/` changes it; everybody else
   * asks for its `facts()`.
   */
  const session: { current: Session } = { current: createSession() }
  /** Increased when the session has changed; everything computed from the session reads it. */
  const revision = signal(0)
  /** Live traffic, or the file shown instead: its name, and what it tells of the secrets that were in it. */
  const mode: Signal<'live' | { file: string; redaction: FileRedaction }> = signal('live')
  /** The file that is being read, and the share of it that has been, from 0 to 1. */
  const opening: Signal<{ file: string; share: number } | undefined> = signal(undefined)
  /** Whether the panel is connected to a page. */
  const connection: Signal<ConnectionState> = signal('none')
  /** Whether events are recorded; the page does not notice. */
  const recording = signal(true)
  /** Events that arrived while paused and were not recorded. */
  const notRecorded = signal(0)
  /** Whether events are kept across a navigation. */
  const keepLog = signal(false)
  /** Frames that were running before they were hooked. */
  const late = signal(0)
  /** Frames that cannot be hooked before they are reloaded, because their scripts have replaced functions of the browser. */
  const closed = signal(0)
  /** Whether the page has ended without saying so: it crashed, or the browser stopped it. */
  const ended = signal(false)
  /** UTF-16 units of payloads that a session keeps; the oldest go first. */
  const payloads = signal(defaultPayloads)
  /** The last error, as a sentence for the user. */
  const problem: Signal<string | undefined> = signal(undefined)
  /** Id of the stream whose details are open. */
  const selected: Signal<string | undefined> = signal(undefined)
  /** The open details tab; kept from one stream to the next. */
  const tab: Signal<DetailTab> = signal('messages')
  /** Text of the filter box. */
  const filter = signal('')
  /** Techniques chosen by the chips; an empty set shows all. */
  const techniques: Signal<ReadonlySet<Technique>> = signal(new Set())
  /** Whether ordinary HTTP is listed. */
  const showHttp = signal(true)
  /** Row order chosen by a click on a header. */
  const order: Signal<StreamOrder | undefined> = signal(undefined)
  /** Number of users in the what-if table. */
  const users = signal(1000)
  /** Seconds that the timeline shows. */
  const timeSpan = signal(60)
  /** Theme of the developer tools. */
  const theme: Signal<Theme> = signal('light')

  const analyses = createKeptAnalyses(undefined, clock)

  /** The time that figures are computed for: the clock while live, otherwise the time of the last event. */
  const now = computed(() => {
    revision.value
    const { lastAt } = session.current
    const runs = mode.value === 'live' && recording.value && connection.value === 'armed'
    return runs && lastAt > 0 ? Math.max(clock(), lastAt) : lastAt
  })
  /** All streams worth a row, with their analyses. */
  const analysed = computed<AnalysedStreams>(() => {
    revision.value
    return analyses(session.current, now.value, selected.value)
  })
  const accepts = computed(() => parseFilter(filter.value))
  /** The streams that pass filter, chips and toggle, in the chosen order. */
  const shown = computed(() => {
    const chosen = techniques.value
    const passing = analysed.value.streams.filter(
      (candidate) =>
        (showHttp.value || candidate.analysis.technique !== 'http') &&
        (chosen.size === 0 || chosen.has(candidate.analysis.technique)) &&
        accepts.value(candidate),
    )
    return inOrder(passing, order.value)
  })
  /** The selected stream, also while a filter hides its row. */
  const selectedStream = computed(() => analysed.value.streams.find(({ analysis }) => analysis.id === selected.value))

  return {
    session,
    revision,
    mode,
    opening,
    connection,
    recording,
    notRecorded,
    keepLog,
    late,
    closed,
    ended,
    payloads,
    problem,
    selected,
    tab,
    filter,
    techniques,
    showHttp,
    order,
    users,
    timeSpan,
    theme,
    now,
    analysed,
    shown,
    selectedStream,
    /** URL and completeness of the session on screen, as they are now. */
    facts: (): SessionFacts => sessionFacts(session.current),
    /** Redraws after a change of the session. */
    changed(): void {
      revision.value++
      // The details go on with the stream that the selected one was merged into.
      if (selected.value !== undefined) selected.value = currentId(session.current, selected.value)
    },
  }
}
