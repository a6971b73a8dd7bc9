import { computed, type Signal, signal } from '@preact/signals'
import type { Milliseconds } from '../src/core/base/units.ts'
import { createSession, type Session } from '../src/core/session/session.ts'
import { streamOf } from '../src/core/stream/stream.ts'
import type { Technique } from '../src/core/verdict/technique.ts'
import { type AnalysedStreams, createAnalyses } from './present/analysed-streams.ts'
import { parseFilter } from './present/list/filter.ts'
import type { StreamOrder } from './present/list/stream-order.ts'
import { inOrder } from './present/list/stream-order.ts'
import type { Theme } from './theme.ts'

export const detailTabs = ['messages', 'verdict', 'cost', 'what-if', 'connection'] as const
export type DetailTab = (typeof detailTabs)[number]

/** How the panel stands to the page: `none` when it looks at no tab at all. */
export type ConnectionState = 'none' | 'connecting' | 'armed' | 'lost' | 'unreachable'

export type PanelState = ReturnType<typeof createPanelState>

/**
 * Everything the panel remembers while it is open. The session is plain data that changes without telling; `changed()`, called
 * at most once a frame, makes what is computed from it be computed again.
 */
export function createPanelState(clock: () => Milliseconds = Date.now) {
  /** The session on screen; replaced when cleared, opened or switched back to live. */
  const session: { current: Session } = { current: createSession() }
  /** Raised when the session has changed; everything computed from it reads this. */
  const revision = signal(0)
  /** Live traffic, or the name of the file that is shown instead of it. */
  const mode: Signal<'live' | { file: string }> = signal('live')
  /** How the panel stands to the page. */
  const connection: Signal<ConnectionState> = signal('none')
  /** Whether events are taken in; the page never notices. */
  const recording = signal(true)
  /** Events that came while paused and were not taken in. */
  const notRecorded = signal(0)
  /** Whether a navigation keeps what was captured before it. */
  const keepLog = signal(false)
  /** Frames that were running before the hooks came. */
  const late = signal(0)
  /** What went wrong last, as one sentence for the user. */
  const problem: Signal<string | undefined> = signal(undefined)
  /** Id of the stream whose details are open. */
  const selected: Signal<string | undefined> = signal(undefined)
  /** Which details are shown; kept from one stream to the next. */
  const tab: Signal<DetailTab> = signal('messages')
  /** What stands in the filter box. */
  const filter = signal('')
  /** Techniques chosen by the chips; none means all. */
  const techniques: Signal<ReadonlySet<Technique>> = signal(new Set())
  /** Whether ordinary HTTP is listed. */
  const showHttp = signal(true)
  /** The order that was asked for by a click on a header. */
  const order: Signal<StreamOrder | undefined> = signal(undefined)
  /** Users that the what-if table counts with. */
  const users = signal(1000)
  /** Seconds that the timeline shows. */
  const timeSpan = signal(60)
  /** Colours of the developer tools. */
  const theme: Signal<Theme> = signal('light')

  const analyses = createAnalyses()

  /** The moment that figures are computed for: the clock while live, the last event of anything that is over. */
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
  /** The streams that pass filter, chips and toggle, in the order asked for. */
  const shown = computed(() => {
    const chosen = techniques.value
    const passing = analysed.value.streams.filter(
      (one) =>
        (showHttp.value || one.analysis.technique !== 'http') &&
        (chosen.size === 0 || chosen.has(one.analysis.technique)) &&
        accepts.value(one),
    )
    return inOrder(passing, order.value)
  })
  /** The selected stream, also while a filter hides its row. */
  const selectedStream = computed(() => analysed.value.streams.find(({ stream }) => stream.id === selected.value))

  return {
    session,
    revision,
    mode,
    connection,
    recording,
    notRecorded,
    keepLog,
    late,
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
    /** The session has changed: draw again. */
    changed(): void {
      revision.value++
      // The stream that is looked at may have turned out to be another.
      const chosen = session.current.streams.all.find(({ id }) => id === selected.value)
      if (chosen?.mergedInto) selected.value = streamOf({ stream: chosen }).id
    },
  }
}
