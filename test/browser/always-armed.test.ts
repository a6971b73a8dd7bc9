import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrivenBrowser, Panel } from '../../src/cli/browser/driven-browser.ts'
import { exportedEvents, kinds, startDriven, untilRecorded } from './driven.ts'
import { type HooksSite, startHooksSite } from './hooks-site.ts'

// All of it in the first script, some of it over before a panel could know of the page; then it says how far it came.
const early = `<!doctype html><title>early</title><script>
fetch('http://127.0.0.1:1/refused').catch(() => {})
const socket = new WebSocket('ws://' + location.host + '/socket')
let messages = 0
socket.onmessage = async () => {
  if (++messages !== 5) return
  socket.send('five')
  await fetch('/short?after-five').then((answer) => answer.text())
  document.title = 'done'
}
</script>`

let site: HooksSite
beforeAll(async () => {
  site = await startHooksSite({ '/plain': '<!doctype html><title>plain</title>', '/early': early })
})
afterAll(() => site?.close())

describe.each(kinds)('a site that is always armed in %s', (kind) => {
  let driven: DrivenBrowser
  let panel: Panel
  beforeAll(async () => {
    ;({ driven, panel } = await startDriven(kind))
    await driven.page.goto(`${site.origin}/plain`)
    await untilRecorded(panel, 'the page', (events) => events.some((event) => event.type === 'document'))
  })
  afterAll(() => driven?.close())

  test('is added in the settings, recorded while no panel is open, and missed nothing when one opens', async () => {
    await panel.click('[aria-label=Settings]')
    await panel.waitFor(`document.querySelector('#always-armed')?.disabled === false`)
    if (await panel.evaluate<boolean>(`return document.querySelector('#always-armed').value === ''`))
      await panel.click('.modalButtons .first')
    await panel.waitFor(`document.querySelector('#always-armed').value === '*://127.0.0.1/*'`)
    await panel.click('.modalButtons .primary')
    await panel.waitFor(`!document.querySelector('dialog')`)
    await panel.close()

    await driven.page.goto(`${site.origin}/early`)
    await driven.page.waitForFunction(() => document.title === 'done')
    const opened = await driven.openPanel()
    await opened.waitFor('globalThis.duplex.armed()')
    const events = await untilRecorded(opened, 'the end of it', (all) =>
      all.some((event) => event.type === 'request' && event.url.endsWith('after-five')),
    )

    const page = events.find((event) => event.type === 'document')!
    expect(page).toMatchObject({ url: `${site.origin}/early`, context: 'page' })
    expect(page.late).toBeUndefined()
    const requests = events.filter((event) => event.type === 'request')
    expect(requests.map((event) => new URL(event.url).pathname)).toEqual(['/refused', '/short'])
    expect(events.find((event) => event.type === 'finish' && event.id === requests[0]!.id)).toMatchObject({
      outcome: 'error',
    })
    const [socket, ...others] = events.filter((event) => event.type === 'connect')
    expect(others).toEqual([])
    const texts = events.flatMap((event) => (event.type === 'message' && event.id === socket!.id ? [event.text] : []))
    expect(texts.slice(0, 6)).toEqual(['tick', 'tick', 'tick', 'tick', 'tick', 'five'])
    expect(events.filter((event) => event.type === 'lost')).toEqual([])
    await opened.close()
  })

  test('goes on being recorded after a panel has closed, and tells the next one of what is open', async () => {
    const opened = await driven.openPanel()
    await opened.waitFor('globalThis.duplex.armed()')
    const events = await untilRecorded(opened, 'the socket again', (all) =>
      all.some((event) => event.type === 'message'),
    )
    expect(events.find((event) => event.type === 'connect')).toMatchObject({ adopted: true })
    expect((await exportedEvents(opened)).filter((event) => event.type === 'lost')).toEqual([])
    await opened.close()
  })
})
