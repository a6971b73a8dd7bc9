import { fileURLToPath } from 'node:url'
import type { Page } from 'puppeteer-core'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { findBrowser } from '../../src/cli/browser/find-browser.ts'
import { launchBrowser } from '../../src/cli/browser/launch.ts'
import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import type { PanelTab } from '../browser/panel-tab.ts'
import { type Case, title } from './case.ts'
import type { Site } from './site.ts'

/** Folder of the built extension. */
export const built = (kind: BrowserKind) =>
  fileURLToPath(new URL(`../../dist/${kind === 'chromium' ? 'chrome' : 'firefox'}`, import.meta.url))

/** Starts a browser; without `extensionDir` it has no extension. */
export function startBrowser(kind: BrowserKind, extensionDir?: string): Promise<DrivenBrowser> {
  const found = findBrowser(kind)
  if (!('path' in found)) throw new Error(found.missing)
  return launchBrowser({
    kind,
    executablePath: found.path,
    extensionDir,
    loopbackPeers: true,
    extraArgs: kind === 'chromium' ? ['--js-flags=--expose-gc'] : [],
  })
}

/**
 * Whether calls of the page pass through a trap, which leaves a frame in the page's own callback as no native does. Sends
 * no request, because the argument throws.
 */
const isActive = `(() => {
  const lines = (call) => {
    let count = 0
    try {
      call({ toString() { count = new Error().stack.split('\\n').length; throw 0 } })
    } catch {}
    return count
  }
  return lines((one) => navigator.sendBeacon(one)) !== lines((one) => document.createElement(one))
})()`

let visits = 10_000 // all of the same length, because some logs contain it

export interface Where {
  page: Page
  site: Site
  /** A panel that watches the page, or another tab; undefined without the extension. */
  panel?: { tab: PanelTab; watches: boolean } | undefined
}

/**
 * Runs a case in a document of its own, after the hooks know whether they are watched or, with `early`, before.
 * @returns the log
 */
export async function runCase(one: Case, { page, site, panel }: Where, early = false): Promise<string[]> {
  const token = `c${++visits}`
  const path = early ? '/at-once' : (one.document ?? '/plain')
  const address = (to: string) => `${site.origin}${to}?case=${token}&name=${encodeURIComponent(title(one))}`
  let text: string
  if (one.drive) text = (await one.drive(page, address)).join('\n')
  else {
    await page.goto(address(path), { waitUntil: 'domcontentloaded' })
    if (early) text = (await page.evaluate('result')) as string
    else {
      await settled({ page, site, panel }, token)
      text = (await page.evaluate(`runCase(${JSON.stringify(title(one))})`)) as string
    }
  }
  const lines = text.split('\n').filter((line) => line !== '')
  if (one.wire) lines.push(...(await site.wire.of(token, one.wire.requests, one.wire.headers === true)))
  return lines.map((line) => normal(line, site, token))
}

/** Waits until the hooks in the page know whether they are watched. */
async function settled({ page, panel }: Where, token: string): Promise<void> {
  if (!panel) return
  if (!panel.watches) return waitUntilDormant(page)
  // The loop runs in the panel: repeated calls from here would take longer than the case.
  await panel.tab.evaluate(`
    const end = Date.now() + 10000
    for (let seen = ''; !seen.includes('case=${token}&'); seen += (await globalThis.duplex.take()).text) {
      if (Date.now() > end) throw new Error('the panel has not recorded the document')
      // Not a timer: those of a tab behind come once a second.
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = resolve
        port2.postMessage(0)
      })
    }
  `)
}

/** Waits until no call of the page passes through a trap. */
export async function waitUntilDormant(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const end = performance.now() + 10000
    while (${isActive}) {
      if (performance.now() > end) throw new Error('the hooks do not become dormant')
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  })()`)
}

const normal = (line: string, site: Site, token: string) =>
  line
    .replaceAll(site.origin, 'SITE')
    .replaceAll(site.cross, 'CROSS')
    .replaceAll(site.origin.replace('http:', 'ws:'), 'SOCKETS')
    .replaceAll(token, 'TOKEN')
