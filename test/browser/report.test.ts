import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { techniqueLabels } from '../../src/core/verdict/technique.ts'
import { builtCommand, runCommand } from '../cli/run-command.ts'
import { startBrowser } from '../fidelity/run-case.ts'
import { startLab } from '../lab/lab.ts'
import { withEach } from '../report/hostile-events.ts'
import { reportOf } from '../report/reported.ts'
import { kinds } from './driven.ts'
import { started } from './started.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-report-'))
afterAll(() => rmSync(folder, { recursive: true }))
const report = join(folder, 'lab.html')
let analysis: Analysis

// What a reader gets: the lab's page is captured, and its session becomes a report.
beforeAll(async () => {
  const lab = await startLab({ seed: 5, meanMs: 900 })
  try {
    const command = await builtCommand()
    const duplex = (...words: string[]) => runCommand('npm', ['run', '-s', 'duplex', '--', ...words])
    const session = join(folder, 'lab.duplex.ndjson')
    const captured = await duplex('capture', `${lab.origin}/?on=all`, '--for', '8s', '--out', session, '--json')
    expect(captured.code, captured.err).toBe(0)
    analysis = JSON.parse(captured.out) as Analysis
    const reported = await runCommand(process.execPath, [...command, 'report', session, '--out', report])
    expect(reported.code, reported.err).toBe(0)
  } finally {
    await lab.close()
  }
})

/** What the browser did to show a file, besides asking for it: Firefox does not tell of that. */
async function shown(page: Page, file: string) {
  const asked: string[] = []
  const said: string[] = []
  const { href } = pathToFileURL(file)
  const onRequest = (request: { url(): string }) => {
    if (request.url() !== href) asked.push(request.url())
  }
  const onConsole = (message: { text(): string }) => void said.push(message.text())
  const onError = (error: unknown) => void said.push(String(error))
  page.on('request', onRequest).on('console', onConsole).on('pageerror', onError)
  await page.goto(href)
  const words = await page.evaluate(() => document.body.innerText)
  page.off('request', onRequest).off('console', onConsole).off('pageerror', onError)
  return { asked, said, words }
}

/** A server that hears of every request that a report would make to it. */
async function startListener() {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,"><img src="/picture">')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { origin, heard, close }
}

test('the lab’s report is at most 500 kB', () => {
  expect(analysis.streams.length).toBeGreaterThan(10)
  expect(statSync(report).size).toBeLessThanOrEqual(500_000)
})

describe.each(kinds)('in %s', (kind) => {
  const driven = started(() => startBrowser(kind))
  const listener = started(startListener)

  test('a report needs nothing but its file, and tells every verdict', async () => {
    const { asked, said, words } = await shown(driven.page, report)
    expect(said).toEqual([])
    expect(asked).toEqual([])
    for (const { technique, because } of analysis.streams) {
      expect(words).toContain(techniqueLabels[technique])
      expect(words).toContain(because[0])
    }
  })

  test('styles are applied, those of single elements too', async () => {
    await driven.page.goto(pathToFileURL(report).href)
    const widths = await driven.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.costUseful')].map(
        (one) => one.style.width !== '' && one.offsetWidth,
      ),
    )
    expect(widths.some((width) => Number(width) > 20)).toBe(true)
  })

  test('nothing of a hostile session is loaded or run', async () => {
    const { origin, heard } = listener
    const attack = `"><img src=${origin}/a><script src=${origin}/b></script><script>document.title='run'</script><iframe src='${origin}/c'></iframe><link rel=stylesheet href=${origin}/d>`
    const file = join(folder, `hostile-${kind}.html`)
    writeFileSync(file, reportOf(withEach(attack), { redact: false, problem: attack }))
    const { asked, said, words } = await shown(driven.page, file)
    expect(said).toEqual([])
    expect(asked).toEqual([])
    expect(words).toContain(`<img src=${origin}/a>`)
    expect(await driven.page.title()).toMatch(/^Duplex report: /)
    expect(heard).toEqual([])
    // The listener would have heard.
    await driven.page.goto(`${origin}/page`)
    expect(heard).toEqual(['/page', '/picture'])
  })

  test('what stands in the file all the same is stopped by its policy', async () => {
    const { origin, heard } = listener
    const before = heard.length
    const file = join(folder, `changed-${kind}.html`)
    const html = reportOf(withEach(''))
    const smuggled = `<img src="${origin}/a"><script>document.title='run'</script><p style="background:url(${origin}/b)">x</p>`
    writeFileSync(file, html.replace('<main', `${smuggled}<main`))
    await driven.page.goto(pathToFileURL(file).href)
    expect(await driven.page.title()).toMatch(/^Duplex report: /)
    await driven.page.goto(`${origin}/page`)
    expect(heard.slice(before)).toEqual(['/page', '/picture'])
  })
})

test('in Chromium it follows the theme of the system, and paper is light', async () => {
  const driven = await startBrowser('chromium')
  try {
    const { page } = driven
    await page.goto(pathToFileURL(report).href)
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }])
    expect(await ground()).toBe('rgb(255, 255, 255)')
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    expect(await ground()).toBe('rgb(31, 32, 35)')
    await page.emulateMediaType('print')
    expect(await ground()).toBe('rgb(255, 255, 255)')
  } finally {
    await driven.close()
  }
})
