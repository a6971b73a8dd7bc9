import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { connection, every, page } from '../core/story.ts'
import { startLab } from '../lab/lab.ts'
import { exportedEvents, kinds, startDriven, untilRecorded, visit } from './driven.ts'
import { toggleKeepLog } from './keep-log.ts'
import { readRows } from './panel-rows.ts'
import { started } from './started.ts'

type LabWindow = { lab: { counts(): Record<string, { messagesIn: number }> } }

const lab = started(() => startLab({ seed: 5, meanMs: 500 }))

describe.each(kinds)('the panel in %s', (kind) => {
  const driven = started(() => startDriven(kind))
  beforeAll(async () => {
    await driven.page.goto(`${lab.origin}/?on=websocket-text,polling-fixed`)
    await untilRecorded(driven.panel, 'messages', (all) => all.filter((event) => event.type === 'message').length > 5)
  })

  test('a click selects a row, a key the next, and Escape closes the details', async () => {
    await driven.panel.click('.streamRow')
    await driven.panel.waitFor(
      `document.querySelector('.streamRow[aria-selected=true]')?.getAttribute('aria-rowindex') === '2'`,
    )
    await driven.panel.press('ArrowDown')
    await driven.panel.waitFor(
      `document.querySelector('.streamRow[aria-selected=true]')?.getAttribute('aria-rowindex') === '3'`,
    )
    expect(await driven.panel.evaluate<number>(`return document.querySelectorAll('[role=tab]').length`)).toBe(5)
    await driven.panel.press('Escape')
    await driven.panel.waitFor(`!document.querySelector('[role=tab]')`)
  })

  test('a paused panel records nothing and shows how much that was; the page continues', async () => {
    await driven.panel.press('Control+e')
    await driven.panel.waitFor(`document.querySelector('[aria-label=Record]').getAttribute('aria-pressed') === 'false'`)
    await driven.panel.evaluate('await globalThis.duplex.settle()') // what happened before arrives within moments
    const { length } = await exportedEvents(driven.panel)
    const received = () =>
      driven.page.evaluate(() => (window as unknown as LabWindow).lab.counts()['websocket-text']!.messagesIn)
    const before = await received()
    await driven.page.waitForFunction(
      (count) => (window as unknown as LabWindow).lab.counts()['websocket-text']!.messagesIn > count + 2,
      {},
      before,
    )
    expect((await exportedEvents(driven.panel)).length).toBe(length)
    await driven.panel.press('Control+e')
    const events = await untilRecorded(driven.panel, 'what was paused', (all) =>
      all.some((event) => event.type === 'lost'),
    )
    const lost = events.find((event) => event.type === 'lost')
    expect(lost).toMatchObject({ why: 'paused' })
    expect(lost?.type === 'lost' && lost.events).toBeGreaterThan(0)
  })

  test('Clear keeps open connections, and a navigation keeps nothing unless the log is kept', async () => {
    const { length } = await exportedEvents(driven.panel)
    await driven.panel.press('Control+l')
    const events = await untilRecorded(
      driven.panel,
      'a session that begins anew and goes on',
      (all) => all.length < length && all.some((event) => event.type === 'message'),
    )
    expect(events.find((event) => event.type === 'connect')).toMatchObject({ api: 'websocket', adopted: true })
    await visit(driven, `${lab.origin}/?on=polling-fixed`)
    await driven.panel.waitFor(`document.querySelectorAll('.streamRow').length === 1`)
    await toggleKeepLog(driven.panel)
    await driven.page.goto(`${lab.origin}/?on=sse`)
    await driven.panel.waitFor(`document.querySelectorAll('.streamRow').length === 2`)
    const techniques = (await readRows(driven.panel)).map((row) => row.url)
    expect(techniques.map((url) => new URL(url.slice(4)).pathname)).toEqual(['/api/quotes', '/api/events'])
  })

  test('the panel follows the theme of the developer tools', async () => {
    for (const theme of ['dark', 'light'] as const) {
      await driven.panel.setTheme(theme)
      await driven.panel.waitFor(`document.documentElement.dataset.theme === '${theme}'`)
    }
  })
})

test('a panel as a page of its own opens valid and invalid files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-open-'))
  const driven = await startDriven('chromium')
  try {
    const story = [...page(), ...every(1000, 8), ...connection('websocket', [[200, '<', 'a']])].sort(
      (a, b) => a.at - b.at,
    )
    const text = headerLine({ browser: 'Firefox 153', redacted: true, createdAt: 1 }) + story.map(eventLine).join('')
    const good = join(folder, 'good.duplex.ndjson.gz')
    const cut = join(folder, 'cut.duplex.ndjson')
    const bad = join(folder, 'bad.json')
    writeFileSync(good, gzipSync(text))
    writeFileSync(cut, text.slice(0, -20))
    writeFileSync(bad, '<script>alert(1)</script>')
    const origin = await driven.panel.evaluate<string>('return location.origin')
    const tab = await driven.page.browser().newPage()
    await tab.goto(`${origin}/panel/panel.html`)
    const input = (await tab.waitForSelector('#open-file'))!
    const open = async (file: string) => {
      await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file)
    }
    await open(good)
    await tab.waitForFunction(() => document.querySelectorAll('.streamRow').length === 2)
    await open(cut)
    await tab.waitForFunction(() =>
      /cut\.duplex\.ndjson: the file ends in the middle of line/.test(document.body.textContent!),
    )
    expect(await tab.$$eval('.streamRow', (rows) => rows.length)).toBe(2)
    await open(bad)
    await tab.waitForFunction(() =>
      /bad\.json: it is neither a Duplex session nor a HAR/.test(document.body.textContent!),
    )
    // The rows from before the invalid file are still there.
    expect(await tab.$$eval('.streamRow', (rows) => rows.length)).toBe(2)
    await tab.close()
  } finally {
    await driven.close()
    rmSync(folder, { recursive: true })
  }
})
