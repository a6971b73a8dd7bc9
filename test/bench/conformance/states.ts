import { fileURLToPath } from 'node:url'
import { launchChromium } from '../../../src/cli/browser/chromium.ts'
import type { DrivenBrowser } from '../../../src/cli/browser/driven-browser.ts'
import { findBrowser } from '../../../src/cli/browser/find-browser.ts'
import { alwaysArmKey } from '../../../src/wire/match-pattern.ts'

/**
 * `absent`: no extension. `armed`: a panel is open for another tab. `watched`: every site is recorded from its first script
 * on.
 */
export const states = ['absent', 'armed', 'watched'] as const
export type State = (typeof states)[number]

const extension = fileURLToPath(new URL('../../../dist/chrome', import.meta.url))

/** Launches Chromium in a state, with all hosts of web-platform-tests resolved to loopback. */
export async function launchInState(state: State): Promise<DrivenBrowser> {
  const found = findBrowser('chromium')
  if (!('path' in found)) throw new Error(found.missing)
  const driven = await launchChromium({
    executablePath: found.path,
    extensionDir: state === 'absent' ? undefined : extension,
    loopbackPeers: true,
    extraArgs: [
      '--host-resolver-rules=MAP nonexistent.web-platform.test ~NOTFOUND, MAP *.test 127.0.0.1',
      '--ignore-certificate-errors',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
  if (state === 'armed') {
    const panel = await driven.openPanel()
    await panel.waitFor('globalThis.duplex.armed()')
  } else if (state === 'watched') await alwaysArm(driven, ['<all_urls>'])
  return driven
}

/** Stores match patterns as the settings do, and waits until their sites are registered. */
export async function alwaysArm(driven: DrivenBrowser, patterns: readonly string[]): Promise<void> {
  const browser = driven.page.browser()
  const worker = await browser.waitForTarget((target) => target.url().startsWith('chrome-extension://'))
  const page = await browser.newPage()
  await page.goto(`chrome-extension://${new URL(worker.url()).host}/panel/panel.html`)
  await page.evaluate(
    async (key: string, list: readonly string[]) => {
      const { storage, scripting } = (globalThis as never as { chrome: typeof chrome }).chrome
      await storage.local.set({ [key]: list })
      for (;;) {
        const known = await scripting.getRegisteredContentScripts()
        if (known.some((script) => script.id === 'always-hook') === list.length > 0) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    alwaysArmKey,
    patterns,
  )
  await page.close()
}
