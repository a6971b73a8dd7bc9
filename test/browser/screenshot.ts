// Makes the README's pictures: the panel in Chromium's DevTools over the lab page, light and dark.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '../../src/cli/browser/find-browser.ts'
import { launchBrowser } from '../../src/cli/browser/launch.ts'
import { startLab } from '../lab/lab.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}.github`
const shown = [
  'polling-fixed',
  'polling-304',
  'long-polling',
  'sse',
  'ndjson-fetch',
  'websocket-text',
  'socketio',
  'webrtc-data',
  'beacon',
  'typing',
]

const found = findBrowser('chromium')
if (!('path' in found)) throw new Error(found.missing)
const lab = await startLab({ seed: 11, meanMs: 1600 })
const driven = await launchBrowser({
  kind: 'chromium',
  executablePath: found.path,
  extensionDir: `${root}dist/chrome`,
  loopbackPeers: true,
  dock: 'undocked',
  windowSize: { width: 1300, height: 720 },
})
try {
  const panel = await driven.openPanel()
  await panel.waitFor('globalThis.duplex.armed()')
  await driven.page.goto(`${lab.origin}/?on=${shown.join()}`)
  await driven.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30_000)))
  await panel.click('.streamRow')
  await panel.evaluate(
    `[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent === 'Verdict').click()`,
  )
  mkdirSync(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await panel.setTheme(theme)
    await panel.screenshotDevtools(`${folder}/panel-${theme}.png`)
    console.log(`.github/panel-${theme}.png`)
  }
} finally {
  await driven.close()
  await lab.close()
}
