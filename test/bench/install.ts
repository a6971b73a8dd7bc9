import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import type { BrowserKind } from '../../src/cli/browser/machine.ts'
import { onLoopback } from '../browser/loopback.ts'
import { openPanelTab } from '../browser/panel-tab.ts'
import { launchFor } from './overhead/states.ts'
import { print, printTable } from './printed.ts'

const installs = 200
const frames = 1000

/**
 * Measures what the hooks take in a frame that nobody watches: the time that they need to install, and the memory of a page with a
 * thousand frames, in Chromium. `BROWSERS` (comma separated) selects.
 */
export async function install(): Promise<void> {
  const kinds = (process.env['BROWSERS']?.split(',') ?? ['chromium', 'firefox']) as BrowserKind[]
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>frames</title>')
  })
  const site = await onLoopback(server)
  try {
    print(`ms in a new frame, ${installs} of them`)
    printTable(await inTurn(kinds, (kind) => installTimes(kind, site.origin)))
    if (!kinds.includes('chromium')) return
    print(`MB of the page’s process with ${frames} frames (Chromium): its own memory, and its JavaScript heaps`)
    printTable(await inTurn(['none', 'duplex'] as const, (extension) => memory(extension, site.origin)))
  } finally {
    await site.close()
  }
}

async function inTurn<T, R>(all: readonly T[], run: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const one of all) results.push(await run(one))
  return results
}

/** Runs the built script in new frames, and lets it find its port, as a bridge does. */
async function installTimes(kind: BrowserKind, origin: string): Promise<object> {
  const folder = kind === 'chromium' ? 'chrome' : 'firefox'
  const script = readFileSync(new URL(`../../dist/${folder}/src/page/hook.iife.js`, import.meta.url), 'utf8')
  const driven = await launchFor(kind, 'none')
  try {
    await driven.page.goto(origin)
    const times = await driven.page.evaluate(
      (source, count) => {
        const times: number[] = []
        for (let i = 0; i < count; i++) {
          const frame = document.createElement('iframe')
          document.body.append(frame)
          const realm = frame.contentWindow as Window & typeof globalThis
          const { port2 } = new realm.MessageChannel()
          const offer = new realm.MessageEvent('load', { data: 1, ports: [port2], cancelable: true })
          const begun = performance.now()
          realm.eval(source)
          if (realm.document.dispatchEvent(offer)) throw new Error('the hooks did not take the port')
          times.push(performance.now() - begun)
          frame.remove()
        }
        return times.sort((a, b) => a - b)
      },
      script,
      installs,
    )
    const at = (share: number) => times[Math.floor((times.length - 1) * share)]!.toFixed(2)
    return { browser: driven.name, median: at(0.5), 'middle half': `${at(0.25)} to ${at(0.75)}`, p95: at(0.95) }
  } finally {
    await driven.close()
  }
}

async function memory(extension: 'none' | 'duplex', origin: string): Promise<object> {
  const driven = await launchFor('chromium', extension)
  try {
    await driven.page.goto(origin)
    if (extension === 'duplex') await openPanelTab(driven, 'another tab')
    await driven.page.goto(`${origin}/?framed`)
    const before = await processMemory(driven)
    await driven.page.evaluate(async (count) => {
      for (let i = 0; i < count; i++) {
        const frame = document.createElement('iframe')
        frame.src = `/?${i}`
        document.body.append(frame)
        await new Promise((resolve) => frame.addEventListener('load', resolve))
      }
    }, frames)
    const after = await processMemory(driven)
    const grown = (name: 'own' | 'heap') => ((after[name] - before[name]) / 1e6).toFixed(0)
    return { frames: extension === 'none' ? 'bare' : 'armed', own: grown('own'), heaps: grown('heap') }
  } finally {
    await driven.close()
  }
}

/** Bytes of the page's process after a collection: private memory, and the heaps of all its frames. */
async function processMemory({ page }: DrivenBrowser): Promise<{ own: number; heap: number }> {
  const inPage = await page.createCDPSession()
  const inBrowser = await page.browser().target().createCDPSession()
  const renderers = async () =>
    (await inBrowser.send('SystemInfo.getProcessInfo')).processInfo.filter(({ type }) => type === 'renderer')
  const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]))
  // The page's process is the one that now works.
  await page.evaluate(() => {
    const until = performance.now() + 200
    while (performance.now() < until);
  })
  const busy = (await renderers()).toSorted(
    (a, b) => b.cpuTime - (before.get(b.id) ?? 0) - (a.cpuTime - (before.get(a.id) ?? 0)),
  )[0]!
  await inPage.send('HeapProfiler.collectGarbage')
  const { usedSize } = await inPage.send('Runtime.getHeapUsage')
  const rollup = readFileSync(`/proc/${busy.id}/smaps_rollup`, 'utf8')
  const own = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kB]) => sum + Number(kB), 0)
  return { own: own * 1024, heap: usedSize }
}
