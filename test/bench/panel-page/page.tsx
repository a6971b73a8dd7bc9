import { render } from 'preact'
import { App } from '../../../panel/app.tsx'
import type { CaptureActions } from '../../../panel/capture/capture.ts'
import '../../../panel/panel.css'
import '../../../panel/views/look.css'
import { createPanelState } from '../../../panel/state.ts'
import { applyEvent } from '../../../src/core/session/apply-event.ts'
import { scroll } from './scroll.ts'

declare global {
  // The functions that the benchmark drives.
  var bench: { fill(messages: number): void; flood(perFrame: number): void; scroll: typeof scroll }
}

const state = createPanelState()
const nothing: CaptureActions = {
  setRecording() {},
  clear() {},
  reload() {},
  async exportSession() {},
  async *previewExport() {},
  async openFile() {},
  cancelOpening() {},
  backToLive() {},
  async allow() {},
}
const noSettings = {
  loadAlwaysArmed: async () => [],
  saveAlwaysArmed: async () => undefined,
  loadMegabytes: async () => 256,
  saveMegabytes: async () => undefined,
}
const zero = Date.now()
let sent = 0

function message(): void {
  const text = JSON.stringify({ op: 'update', seq: sent, price: sent / 7, text: 'x'.repeat(sent % 90) })
  const dir = sent % 9 === 0 ? 'out' : 'in'
  const at = zero + sent / 20
  applyEvent(state.session.current, {
    type: 'message',
    at,
    doc: 'd',
    id: 1,
    dir,
    kind: 'text',
    bytes: text.length,
    text,
  })
  sent++
}

globalThis.bench = {
  scroll,
  fill(messages) {
    const { current } = state.session
    applyEvent(current, { type: 'document', at: zero, doc: 'd', url: 'https://bench.test/', context: 'page' })
    applyEvent(current, { type: 'connect', at: zero, doc: 'd', id: 1, api: 'websocket', url: 'wss://bench.test/live' })
    applyEvent(current, { type: 'open', at: zero + 1, doc: 'd', id: 1 })
    for (let index = 0; index < messages; index++) message()
    state.selected.value = 's1'
    state.changed()
  },
  flood(perFrame) {
    const frame = () => {
      for (let index = 0; index < perFrame; index++) message()
      state.changed()
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  },
}

render(<App state={state} actions={nothing} settings={noSettings} />, document.querySelector('#app')!)
