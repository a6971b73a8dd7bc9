import { useComputed } from '@preact/signals'
import type { CaptureActions } from './capture/capture.ts'
import { nextOrder } from './present/list/stream-order.ts'
import { startsPage, streamRow } from './present/list/stream-rows.ts'
import { techniqueChips, toggledChips } from './present/list/technique-chips.ts'
import { banners, emptyState, type NoticeAction } from './present/page/notices.ts'
import { sentence } from './present/page/sentence.ts'
import { lanes } from './present/page/timeline.ts'
import { totals } from './present/page/totals.ts'
import type { PanelState } from './state.ts'
import { StreamList } from './views/list/stream-list.tsx'
import { Footer } from './views/page/footer.tsx'
import { Banner, EmptyState } from './views/page/notices.tsx'
import { SentenceBar } from './views/page/sentence-bar.tsx'
import { TimelineStrip } from './views/page/timeline-strip.tsx'
import { Toolbar } from './views/page/toolbar.tsx'

// The views around the list, with their props taken from the panel's state and their callbacks applied to it.

/** State and actions of the panel. */
export interface Joined {
  state: PanelState
  actions: CaptureActions
}

/** The toolbar. Other props are passed on to it. */
export function Top({ state, actions, ...dialogs }: Joined & { onExport(): void; onSettings(): void; onHelp(): void }) {
  return (
    <Toolbar
      recording={state.recording.value}
      keepLog={state.keepLog.value}
      showHttp={state.showHttp.value}
      filter={state.filter.value}
      chips={techniqueChips(state.analysed.value.streams, state.techniques.value)}
      live={state.mode.value === 'live'}
      onRecording={actions.setRecording}
      onClear={actions.clear}
      onKeepLog={(on) => {
        state.keepLog.value = on
      }}
      onShowHttp={(on) => {
        state.showHttp.value = on
      }}
      onFilter={(text) => {
        state.filter.value = text
      }}
      onChip={({ technique }, together) => {
        state.techniques.value = toggledChips(state.techniques.value, technique, together)
      }}
      opening={state.opening.value}
      onOpen={(file) => void actions.openFile(file)}
      onCancelOpening={actions.cancelOpening}
      {...dialogs}
    />
  )
}

function situationOf(state: PanelState) {
  const mode = state.mode.value
  return {
    connection: state.connection.value,
    recording: state.recording.value,
    file: mode === 'live' ? undefined : mode.file,
    redaction: mode === 'live' ? undefined : mode.redaction,
    late: state.late.value,
    closed: state.closed.value,
    ended: state.ended.value,
    notRecorded: state.notRecorded.value,
    problem: state.problem.value,
    streams: state.analysed.value.streams.length,
    shown: state.shown.value.length,
  }
}

/** The summary sentence and the notices above the list. */
export function Banners({ state, onAction }: { state: PanelState; onAction(action: NoticeAction): void }) {
  const { streams } = state.analysed.value
  const { url, completeness } = state.facts()
  const summary = sentence(streams, url, state.mode.value !== 'live', completeness.dropped)
  const situation = situationOf(state)
  return (
    <>
      {streams.length > 0 && (
        <SentenceBar
          sentence={summary}
          onShow={(id) => {
            state.selected.value = id
            state.tab.value = 'what-if'
          }}
        />
      )}
      {banners(situation).map((notice) => (
        <Banner key={notice.id} notice={notice} onAction={onAction} />
      ))}
    </>
  )
}

/** The timeline. */
export function Strip({ state }: { state: PanelState }) {
  const { streams } = state.analysed.value
  const now = state.now.value
  const selected = state.selected.value
  const { url } = state.facts()
  return (
    <TimelineStrip
      span={state.timeSpan.value}
      end={now}
      lanesIn={(window, maxLanes) => lanes(streams, window, now, url, maxLanes, selected)}
      selected={selected}
      theme={state.theme.value}
      onSpan={(seconds) => {
        state.timeSpan.value = seconds
      }}
      onSelect={(id) => {
        state.selected.value = id
      }}
    />
  )
}

/** The list of streams, or a notice in its place while it is empty. */
export function Streams({ state, onAction }: { state: PanelState; onAction(action: NoticeAction): void }) {
  const shown = state.shown.value
  const empty = emptyState(situationOf(state))
  const place = useComputed(() => state.shown.value.findIndex(({ analysis }) => analysis.id === state.selected.value))
  if (empty) return <EmptyState notice={empty} onAction={onAction} />
  const { url, completeness } = state.facts()
  const order = state.order.value
  return (
    <StreamList
      count={shown.length}
      row={(index) => streamRow(shown[index]!, url, completeness.dropped)}
      startsPage={(index) => order === undefined && startsPage(shown, index)}
      selected={place.value}
      sorted={order}
      onSelect={(index) => {
        state.selected.value = shown[index]?.analysis.id
      }}
      onSort={(column) => {
        state.order.value = nextOrder(order, column, state.analysed.value.streams, url)
      }}
    />
  )
}

/** The footer. */
export function Bottom({ state }: { state: PanelState }) {
  return <Footer totals={totals(state.facts(), state.shown.value, state.analysed.value.streams.length)} />
}
