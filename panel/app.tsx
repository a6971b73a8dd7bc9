import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { patternOfSite } from '../src/wire/match-pattern.ts'
import { runCommand } from './commands.ts'
import { Banners, Bottom, type Joined, Streams, Strip, Top } from './connected-views.tsx'
import { unitsOf } from './payload-limit.ts'
import type { NoticeAction } from './present/page/notices.ts'
import type { Settings } from './settings.ts'
import { commandOf } from './shortcuts.ts'
import { StreamDetails } from './stream-details.tsx'
import { Splitter } from './views/controls/splitter.tsx'
import { ExportDialog } from './views/dialogs/export-dialog.tsx'
import { SettingsDialog } from './views/dialogs/settings-dialog.tsx'
import { ShortcutsDialog } from './views/dialogs/shortcuts-dialog.tsx'

// Percent of the width (or of the height, in a narrow panel) that the list keeps while details are open.
const defaultShare = 42

/** The panel: layout, keyboard commands, file drop and dialogs. */
export function App({ state, actions, settings }: Joined & { settings: Settings }) {
  const dialog = useSignal<'none' | 'help' | 'export' | 'settings'>('none')
  const share = useSignal(defaultShare)
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
      // Chromium's developer tools listen in the panel's document too and would act on some keys: Escape opens their
      // drawer.
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
        <ExportDialog
          onClose={close}
          preview={actions.previewExport}
          onExport={(choice) => void actions.exportSession(choice)}
        />
      )}
      {dialog.value === 'settings' && (
        <SettingsDialog
          site={patternOfSite(state.facts().url)}
          load={settings.loadAlwaysArmed}
          save={settings.saveAlwaysArmed}
          loadMegabytes={settings.loadMegabytes}
          saveMegabytes={async (megabytes) => {
            await settings.saveMegabytes(megabytes)
            state.payloads.value = unitsOf(megabytes)
          }}
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
    case 'allow':
      return void actions.allow()
    case 'restart':
      return location.reload()
    case 'dismiss':
      state.problem.value = undefined
  }
}
