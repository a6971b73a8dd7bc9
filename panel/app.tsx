import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { patternOfSite } from '../src/wire/match-pattern.ts'
import type { CaptureActions } from './capture/capture.ts'
import { runCommand } from './commands.ts'
import { nextOrder } from './present/list/stream-order.ts'
import { streamRow } from './present/list/stream-rows.ts'
import { techniqueChips, toggledChips } from './present/list/technique-chips.ts'
import { banners, emptyState, type NoticeAction } from './present/page/notices.ts'
import { startsPage } from './present/page/page-starts.ts'
import { sentence } from './present/page/sentence.ts'
import { lanes } from './present/page/timeline.ts'
import { totals } from './present/page/totals.ts'
import { loadAlwaysArmed, saveAlwaysArmed } from './settings.ts'
import { commandOf } from './shortcuts.ts'
import type { PanelState } from './state.ts'
import { StreamDetails } from './stream-details.tsx'
import { Splitter } from './views/controls/splitter.tsx'
import { ExportDialog } from './views/dialogs/export-dialog.tsx'
import { SettingsDialog } from './views/dialogs/settings-dialog.tsx'
import { ShortcutsDialog } from './views/dialogs/shortcuts-dialog.tsx'
import { StreamList } from './views/list/stream-list.tsx'
import { Footer } from './views/page/footer.tsx'
import { Banner, EmptyState } from './views/page/notices.tsx'
import { SentenceBar } from './views/page/sentence-bar.tsx'
import { TimelineStrip } from './views/page/timeline-strip.tsx'
import { Toolbar } from './views/page/toolbar.tsx'

interface Joined {
  state: PanelState
  actions: CaptureActions
}

// Percent of the width (or height, when narrow) that the list keeps while details are open.
const usualShare = 42

/** The whole panel: signals on one side, views on the other. */
export function App({ state, actions }: Joined) {
  const dialog = useSignal<'none' | 'help' | 'export' | 'settings'>('none')
  const share = useSignal(usualShare)
  const dropping = useSignal(false)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]')) return
      const target = event.target
      const typing = target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'range'
      const command = commandOf(event, typing)
      if (command === undefined) return
      if (command === 'help') dialog.value = 'help'
      else if (!runCommand(command, state, actions)) return
      event.preventDefault()
      // Chromium's developer tools listen in the panel's document and take some keys for themselves: Escape opens their drawer.
      event.stopImmediatePropagation()
    }
    const first = { capture: true }
    window.addEventListener('keydown', onKey, first)
    return () => window.removeEventListener('keydown', onKey, first)
  }, [state, actions, dialog])

  const act = (action: NoticeAction) => takeAction(action, { state, actions })
  const close = () => {
    dialog.value = 'none'
  }
  return (
    <main
      id="duplex"
      class={dropping.value ? 'dropping' : ''}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return
        event.preventDefault()
        dropping.value = true
      }}
      onDragLeave={() => {
        dropping.value = false
      }}
      onDrop={(event) => {
        event.preventDefault()
        dropping.value = false
        const file = event.dataTransfer?.files[0]
        if (file) void actions.openFile(file)
      }}
    >
      <Top
        state={state}
        actions={actions}
        onExport={() => {
          dialog.value = 'export'
        }}
        onSettings={() => {
          dialog.value = 'settings'
        }}
        onHelp={() => {
          dialog.value = 'help'
        }}
      />
      <Banners state={state} onAction={act} />
      <Strip state={state} />
      <div
        class={`split ${state.selectedStream.value ? '' : 'whole'}`}
        style={{ '--share': `${share.value}%` } as Record<string, string>}
      >
        <div class="splitFirst">
          <Streams state={state} onAction={act} />
        </div>
        {state.selectedStream.value && (
          <>
            <Splitter
              share={share.value}
              onShare={(percent) => {
                share.value = percent
              }}
            />
            <StreamDetails state={state} />
          </>
        )}
      </div>
      <Bottom state={state} />
      {dialog.value === 'help' && <ShortcutsDialog onClose={close} />}
      {dialog.value === 'export' && (
        <ExportDialog onClose={close} onExport={(options) => void actions.exportSession(options)} />
      )}
      {dialog.value === 'settings' && (
        <SettingsDialog
          site={patternOfSite(state.session.current.url)}
          load={loadAlwaysArmed}
          save={saveAlwaysArmed}
          onClose={close}
        />
      )}
    </main>
  )
}

function takeAction(action: NoticeAction, { state, actions }: Joined): void {
  switch (action) {
    case 'reload':
      return actions.reload()
    case 'record':
      return actions.setRecording(true)
    case 'clear-filter':
      state.filter.value = ''
      state.techniques.value = new Set()
      state.showHttp.value = true
      return
    case 'back-to-live':
      return actions.backToLive()
    case 'open':
      return document.querySelector<HTMLInputElement>('#open-file')?.click()
    case 'dismiss':
      state.problem.value = undefined
  }
}

function Top({ state, actions, ...dialogs }: Joined & { onExport(): void; onSettings(): void; onHelp(): void }) {
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
      onOpen={(file) => void actions.openFile(file)}
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
    late: state.late.value,
    notRecorded: state.notRecorded.value,
    problem: state.problem.value,
    streams: state.analysed.value.streams.length,
    shown: state.shown.value.length,
  }
}

function Banners({ state, onAction }: { state: PanelState; onAction(action: NoticeAction): void }) {
  const { streams } = state.analysed.value
  const {
    url,
    completeness: { dropped },
  } = state.session.current
  const told = sentence(streams, url, state.mode.value !== 'live', dropped)
  const situation = situationOf(state)
  return (
    <>
      {streams.length > 0 && (
        <SentenceBar
          sentence={told}
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

function Strip({ state }: { state: PanelState }) {
  const { streams } = state.analysed.value
  const now = state.now.value
  const selected = state.selected.value
  return (
    <TimelineStrip
      span={state.timeSpan.value}
      end={now}
      lanesIn={(window, most) => lanes(streams, window, now, state.session.current.url, most, selected)}
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

function Streams({ state, onAction }: { state: PanelState; onAction(action: NoticeAction): void }) {
  const shown = state.shown.value
  const empty = emptyState(situationOf(state))
  const place = useComputed(() => state.shown.value.findIndex(({ stream }) => stream.id === state.selected.value))
  if (empty) return <EmptyState notice={empty} onAction={onAction} />
  const {
    url,
    completeness: { dropped },
  } = state.session.current
  const order = state.order.value
  return (
    <StreamList
      count={shown.length}
      row={(index) => streamRow(shown[index]!, url, dropped)}
      startsPage={(index) => order === undefined && startsPage(shown, index)}
      selected={place.value}
      sorted={order}
      onSelect={(index) => {
        state.selected.value = shown[index]?.stream.id
      }}
      onSort={(column) => {
        state.order.value = nextOrder(order, column, state.analysed.value.streams, url)
      }}
    />
  )
}

function Bottom({ state }: { state: PanelState }) {
  return <Footer totals={totals(state.session.current, state.shown.value, state.analysed.value.streams.length)} />
}
