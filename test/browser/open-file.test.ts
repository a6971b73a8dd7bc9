import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Panel } from '../../src/cli/browser/driven-browser.ts'
import { checkEvent } from '../../src/core/event/check-event.ts'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { hostileLine } from '../format/hostile-event.ts'
import { seeded } from '../seeded.ts'
import { type Driven, kinds, startDriven } from './driven.ts'
import { readRows } from './panel-rows.ts'

const captures = new URL('../data/captures/', import.meta.url).pathname

/** Makes a file in the panel, repeats it so many times, and gives it to the file input or drops it on the panel. */
const give = `
  const [name, base64, times, how] = args
  const piece = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
  const transfer = new DataTransfer()
  transfer.items.add(new File(Array(times).fill(piece), name))
  if (how === 'drop') {
    document.querySelector('#duplex').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  } else {
    const input = document.querySelector('#open-file')
    input.files = transfer.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
  }
`

async function open(panel: Panel, name: string, bytes: Uint8Array | string, how: 'input' | 'drop', times = 1) {
  await panel.evaluate(give, name, Buffer.from(bytes).toString('base64'), times, how)
}

const bannerOf = (panel: Panel) =>
  panel.evaluate<string>(`return [...document.querySelectorAll('.banner')].map((one) => one.textContent).join(' | ')`)

const untilOpened = (panel: Panel, name: string) =>
  panel.waitFor(
    `!document.querySelector('.opening') && document.querySelector('.banner.plain')?.textContent.includes(${JSON.stringify(name)})`,
  )

describe.each(kinds)('files in the panel of %s', (kind) => {
  let driven: Driven
  beforeAll(async () => {
    driven = await startDriven(kind)
    await driven.panel.evaluate(`
      window.problems = []
      addEventListener('error', (event) => window.problems.push(String(event.message)))
      addEventListener('unhandledrejection', (event) => window.problems.push(String(event.reason)))
    `)
  })
  afterAll(() => driven?.close())

  test.each([
    ['17-five-hundred-polls-told-as-64.har.gz', 'input'],
    ['10-one-interval-told-as-adaptive.har', 'drop'],
  ] as const)('%s by %s shows its streams', async (name, how) => {
    await open(driven.panel, name, readFileSync(captures + name), how)
    await untilOpened(driven.panel, name)
    const rows = await readRows(driven.panel)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map(({ technique }) => technique).join()).toMatch(/polling/i)
  })

  test('a large file shows how far it was read, and Cancel brings back what was on screen', async () => {
    const before = [await readRows(driven.panel), await bannerOf(driven.panel)]
    // 600 MB: some seconds at least on any machine.
    const line = eventLine({ type: 'unhooked', at: 1, url: 'https://a.test/', context: 'page', why: 'x'.repeat(100) })
    const head = headerLine({ browser: 'Firefox 153', redacted: false, createdAt: 1 })
    await open(driven.panel, 'large.ndjson', head + line.repeat(8000), 'input', 400)
    await driven.panel.waitFor(`parseInt(document.querySelector('.openingPercent')?.textContent) > 0`)
    await driven.panel.click('.opening button')
    await driven.panel.waitFor(`!document.querySelector('.opening')`)
    expect([await readRows(driven.panel), await bannerOf(driven.panel)]).toEqual(before)
  })

  test('dates and numbers at their limits, and names with markup, are drawn without an exception', async () => {
    const seed = Date.now() >>> 0
    console.log(`seed ${seed}`)
    const random = seeded(seed)
    const name = '<img src=x onerror=alert(1)>.ndjson.gz'
    const events = Array.from({ length: 2000 }, () => checkEvent(hostileLine(random))).filter(
      (event) => typeof event !== 'string',
    )
    const head = headerLine({ browser: '<b>', redacted: false, createdAt: 8.64e15 })
    await open(driven.panel, name, gzipSync(head + events.map(eventLine).join('')), 'drop')
    await untilOpened(driven.panel, name)
    const count = await driven.panel.evaluate<number>(
      `return Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? 0)`,
    )
    expect(count, `seed ${seed}`).toBeGreaterThan(1)
    await driven.panel.evaluate(`document.querySelector('.streamList').scrollTop = 0`)
    for (let row = 2; row <= Math.min(count, 12); row++) {
      const place = `document.querySelector('.streamRow[aria-rowindex="${row}"]')`
      await driven.panel.waitFor(place)
      await driven.panel.evaluate(`${place}.click()`)
      await driven.panel.waitFor(`document.querySelectorAll('[role=tab]').length === 5`)
      await driven.panel.evaluate(`
        for (const tab of document.querySelectorAll('[role=tab]')) {
          tab.click()
          await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
        }
      `)
    }
    expect(await driven.panel.evaluate('return window.problems'), `seed ${seed}`).toEqual([])
    expect(await driven.panel.evaluate(`return document.querySelector('img')`)).toBeNull()
  })
})
