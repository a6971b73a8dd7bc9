import { beforeAll, describe, expect, test } from 'vitest'
import { hear } from '../format/har-file/written.ts'
import { kinds, startDriven, visit } from './driven.ts'
import { startHooksSite } from './hooks-site.ts'
import { readRows, type ScreenRow } from './panel-rows.ts'
import { started } from './started.ts'

// A page of many pictures, each loaded once, that polls in four ways for eight seconds.
const polling = `<!doctype html><title>polling</title><body><script>
for (let n = 0; n < 30; n++) document.body.append(Object.assign(new Image(), { src: '/once/' + n + '.png?v=2' }))
const camera = document.body.appendChild(new Image())
const frame = document.body.appendChild(document.createElement('iframe'))
const counts = window.counts = { camera: 0, jsonp: 0, frame: 0, style: 0 }
window.answer = () => {}
setInterval(() => { counts.camera++; camera.src = '/camera?' + Date.now() }, 500)
setInterval(() => {
  counts.jsonp++
  const script = document.createElement('script')
  script.src = '/jsonp?callback=answer&_=' + Date.now()
  script.onload = () => script.remove()
  document.head.append(script)
}, 700)
setInterval(() => { counts.frame++; frame.src = '/framed?' + Date.now() }, 900)
</script>`

// A frame that never stops loading, whose scripts tell the page; and one whose parser waits for a script.
const comet = `
window.told = (n) => { window.last = n }
for (const src of ['/forever', '/waiting']) document.body.append(Object.assign(document.createElement('iframe'), { src }))`
const waiting = `<!doctype html><title>waiting</title><script src="/silent"></script>`

const site = started(() =>
  startHooksSite({
    '/polling': polling,
    '/waiting': waiting,
    '/framed': '<!doctype html><title>framed</title>',
  }),
)

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))
  let rows: ScreenRow[]
  let counts: { [name: string]: number }

  beforeAll(async () => {
    await visit(driven, `${site.origin}/polling`)
    await driven.page.waitForFunction('counts.frame >= 9')
    counts = (await driven.page.evaluate('counts')) as typeof counts
    await driven.panel.waitFor(`[...document.querySelectorAll('.streamRow')].length >= 3`)
    rows = await readRows(driven.panel)
  })

  test.each([
    ['camera', '/camera?*'],
    ['jsonp', '/jsonp?callback='],
    ['frame', '/framed?*'],
  ])('%s is polling, with as many answers as the page asked for', (name, path) => {
    const row = rows.find(({ url }) => url.includes(path))
    expect(row?.technique).toContain('polling')
    // The last one or two may be on their way.
    expect(Number(row?.messages.split(/\D/)[0])).toBeGreaterThanOrEqual(counts[name]! - 2)
  })

  test('what is loaded once is not listed', () => {
    expect(rows.map(({ url }) => url).filter((url) => url.includes('/once/'))).toEqual([])
  })

  test('a HAR of the page tells the same pollers, each with what loads it', async () => {
    const log = await driven.panel.evaluate<object>(
      // Firefox answers by a promise, Chromium by a callback.
      'return new Promise((done) => void globalThis.chrome.devtools.network.getHAR(done)?.then?.(done))',
    )
    const { analysis } = await hear(JSON.stringify({ log }))
    const told = analysis.streams.map(({ technique, url, flags }) => [technique, new URL(url).pathname, flags.at(-1)])
    expect(told.sort()).toEqual([
      ['polling', '/camera', 'image'],
      ['polling', '/framed', 'frame'],
      ['polling', '/jsonp', 'script'],
    ])
  })

  test('a frame that never stops loading is HTTP streaming, and one that waits for a script is not', async () => {
    await visit(driven, `${site.origin}/plain?comet`)
    await driven.page.evaluate(comet)
    const row = `[...document.querySelectorAll('.stream-technique')].find((cell) => cell.title.includes('HTTP streaming'))`
    await driven.panel.waitFor(`${row} !== undefined`, 40_000)
    await driven.page.waitForFunction('last >= 40')
    const found = await readRows(driven.panel)
    const streams = found.filter(({ technique }) => technique.startsWith('HTTP streaming'))
    expect(streams.map(({ url }) => new URL(url.replace('GET ', '')).pathname)).toEqual(['/forever'])
    expect(Number(streams[0]!.messages.split(/\D/)[0])).toBeGreaterThanOrEqual(10)
  })
})
