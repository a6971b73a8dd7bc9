import type { CaptureActions } from './capture/capture.ts'
import type { Command } from './shortcuts.ts'
import { detailTabs, type PanelState } from './state.ts'

/**
 * Runs the command of a key.
 * @returns false where there was nothing to do, so that the browser handles the key
 */
export function runCommand(command: Exclude<Command, 'help'>, state: PanelState, actions: CaptureActions): boolean {
  switch (command) {
    case 'record':
      if (state.mode.value !== 'live') return false
      actions.setRecording(!state.recording.value)
      return true
    case 'clear':
      if (state.mode.value !== 'live') return false
      actions.clear()
      return true
    case 'find': {
      const box = document.querySelector<HTMLInputElement>('#filter')
      box?.focus()
      box?.select()
      return box !== null
    }
    case 'close':
      if (state.selected.value === undefined) return false
      closeDetails(state)
      return true
    case 'next-tab':
    case 'previous-tab': {
      if (state.selected.value === undefined) return false
      const step = command === 'next-tab' ? 1 : detailTabs.length - 1
      state.tab.value = detailTabs[(detailTabs.indexOf(state.tab.value) + step) % detailTabs.length]!
      return true
    }
  }
}

/** Closes the details and moves the focus back to their row. */
export function closeDetails(state: PanelState): void {
  state.selected.value = undefined
  document.querySelector<HTMLElement>('.streamRow[tabindex="0"]')?.focus({ preventScroll: true })
}
