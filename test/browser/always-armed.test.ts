import { beforeAll, describe, expect, test } from 'vitest'
import { exportedEvents, kinds, openArmed, startDriven, untilRecorded, untilSeen, visit } from './driven.ts'
import { accountOf, many, receiveFlood, startFloodingSite, wellBegun } from './flooding-site.ts'
import { startHooksSite } from './hooks-site.ts'
import { openPanelTab } from './panel-tab.ts'
import { started } from './started.ts'

// All traffic starts in the first script, and some ends before a panel could know the page. Then the title shows the
// progress.
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

const site = started(() => startHooksSite({ '/early': early }))

describe.each(kinds)('a site that is always armed in %s', (kind) => {
  const driven = started(() => startDriven(kind))
  beforeAll(() => visit(driven, `${site.origin}/plain`))

  test('is added in the settings, recorded while no panel is open, and complete when a panel opens', async () => {
    await driven.panel.click('[aria-label=Settings]')
    await driven.panel.waitFor(`document.querySelector('#always-armed')?.disabled === false`)
    if (await driven.panel.evaluate<boolean>(`return document.querySelector('#always-armed').value === ''`))
      await driven.panel.click('.modalButtons .first')
    await driven.panel.waitFor(`document.querySelector('#always-armed').value === '*://127.0.0.1/*'`)
    await driven.panel.click('.modalButtons .primary')
    await driven.panel.waitFor(`!document.querySelector('dialog')`)
    await driven.panel.close()

    await driven.page.goto(`${site.origin}/early`)
    await driven.page.waitForFunction(() => document.title === 'done')
    const opened = await openArmed(driven)
    const events = await untilSeen(opened, 'request', 'after-five')

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

  test('is recorded after a panel has closed, and announces its open connections to the next panel', async () => {
    const opened = await openArmed(driven)
    const events = await untilRecorded(opened, 'the socket again', (all) =>
      all.some((event) => event.type === 'message'),
    )
    expect(events.find((event) => event.type === 'connect')).toMatchObject({ adopted: true })
    expect((await exportedEvents(opened)).filter((event) => event.type === 'lost')).toEqual([])
    await opened.close()
  })

  test('keeps what a page receives in a flood while no panel is open, or counts it as lost', async () => {
    const flooding = await startFloodingSite()
    await driven.page.goto(`${flooding.origin}/plain`)
    await driven.page.evaluate(receiveFlood, many, wellBegun)
    await flooding.told('begun')
    const panel = await openPanelTab(driven, 'page') // while the flood goes on, or after it
    const received = await flooding.told('received')
    await panel.evaluate('await globalThis.duplex.settle()')
    const { counted, dropped } = accountOf(await exportedEvents(panel))
    await panel.close()
    await flooding.close()
    expect({ counted: counted > 0, all: counted + dropped }).toEqual({ counted: true, all: received })
  })
})
