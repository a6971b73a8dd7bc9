import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from './app.tsx'
import { startCapture } from './capture/capture.ts'
import './panel.css'
import { unitsOf } from './payload-limit.ts'
import { storedSettings } from './settings.ts'
import { createPanelState } from './state.ts'
import { followTheme } from './theme.ts'
import './views/look.css'

// In ms. The times of open connections and of requests in flight grow even when nothing happens.
const ageEveryMs = 1000

const state = createPanelState()
followTheme((theme) => {
  document.documentElement.dataset['theme'] = theme
  state.theme.value = theme
})
const actions = startCapture(state)
void storedSettings.loadMegabytes().then(
  (megabytes) => {
    state.payloads.value = unitsOf(megabytes)
  },
  () => {}, // what is kept without a setting
)

setInterval(() => {
  const live = state.mode.value === 'live' && state.recording.value && state.connection.value === 'armed'
  if (live && document.visibilityState === 'visible' && state.analysed.value.streams.length > 0) state.changed()
}, ageEveryMs)

effect(() => {
  if (state.analysed.value.behind) requestAnimationFrame(() => state.changed())
})

render(<App state={state} actions={actions} settings={storedSettings} />, document.querySelector('#app')!)
