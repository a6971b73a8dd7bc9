import { describe, expect, test } from 'vitest'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { kinds, startDriven, untilRecorded, visit } from './driven.ts'
import { stopBackground } from './extension-life.ts'
import { startHostileSite } from './hostile-site.ts'
import { openPanelTab, type PanelTab } from './panel-tab.ts'
import { started } from './started.ts'

const ticking = `<!doctype html><title>ticking</title><script>
const socket = new WebSocket('ws://' + location.host + '/')
let ticks = 0
setInterval(() => socket.readyState === 1 && socket.send('tick ' + ++ticks), 20)
</script>`
const site = started(() => startHostileSite({ '/ticking': ticking }))

/** The numbers of the ticks that a panel has, in its order. */
const ticksIn = (events: readonly CaptureEvent[]) =>
  events.flatMap((event) =>
    event.type === 'message' && event.dir === 'out' ? [Number(/tick (\d+)/.exec(event.text ?? '')?.[1])] : [],
  )
const inARow = (ticks: readonly number[]) => ticks.map((_, index) => ticks[0]! + index)

/** Tries to pass for a panel of the tab from a content script of its page. */
const forge = (tab: PanelTab) =>
  tab.evaluate<string>(`
    const { scripting } = globalThis.browser ?? chrome
    const tabId = Number(new URLSearchParams(location.search).get('tab'))
    const [{ result }] = await scripting.executeScript({
      target: { tabId },
      args: [tabId],
      func: (id) => new Promise((resolve) => {
        const port = (globalThis.browser ?? chrome).runtime.connect({ name: 'panel:' + id })
        port.onMessage.addListener(() => resolve('answered'))
        port.onDisconnect.addListener(() => resolve('refused'))
      }),
    })
    return result`)

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))

  test('two panels of a tab get all events, the second from when it opens, also when the background stops', async () => {
    await visit(driven, `${site.origin}/ticking`)
    await untilRecorded(driven.panel, 'ticks', (all) => ticksIn(all).length > 5)
    const second = await openPanelTab(driven, 'page')
    try {
      const late = await untilRecorded(second, 'ticks', (all) => ticksIn(all).length > 5)
      expect(late.find((event) => event.type === 'document')).toMatchObject({ late: true, context: 'page' })
      expect(late.find((event) => event.type === 'connect')).toMatchObject({ adopted: true })
      const host = await driven.panel.evaluate<string>('return location.host')
      for (let times = 0; times < 2; times++) {
        const { length } = ticksIn(await untilRecorded(second, 'ticks', () => true))
        await stopBackground(driven, host)
        for (const panel of [second, driven.panel])
          await untilRecorded(panel, 'ticks after the background stopped', (all) => ticksIn(all).length > length + 200)
      }
      for (const panel of [second, driven.panel]) {
        const events = await untilRecorded(panel, 'ticks', () => true)
        expect(ticksIn(events)).toEqual(inARow(ticksIn(events)))
        expect(events.filter((event) => event.type === 'lost')).toEqual([])
      }
    } finally {
      await second.close()
    }
    const { length } = await untilRecorded(driven.panel, 'ticks', () => true)
    const events = await untilRecorded(driven.panel, 'ticks of one panel', (all) => all.length > length + 50)
    expect(ticksIn(events)).toEqual(inARow(ticksIn(events)))
    expect(events.filter((event) => event.type === 'lost')).toEqual([])
  })

  test('a content script that names its port as a panel does is refused', async () => {
    await visit(driven, `${site.origin}/plain`)
    const second = await openPanelTab(driven, 'page')
    try {
      expect(await forge(second)).toBe('refused')
    } finally {
      await second.close()
    }
  })
})
