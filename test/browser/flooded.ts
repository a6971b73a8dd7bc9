import type { Page } from 'puppeteer-core'
import type { DrivenBrowser } from '../../src/cli/browser/driven-browser.ts'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession, type Session } from '../../src/core/session/session.ts'
import { exportedEvents } from './driven.ts'
import { openPanelTab, type PanelTab } from './panel-tab.ts'

/**
 * A page and its panel in a tab of its own: developer tools inspect every frame of a socket, which takes most of the time.
 */
export interface Flooded {
  page: Page
  panel: PanelTab
}

export async function openFlooded(driven: DrivenBrowser, address: string): Promise<Flooded> {
  const { page } = driven
  await page.goto(address)
  const panel = await openPanelTab(driven, 'page')
  // puppeteer inspects every frame too, and has no public way to switch that off.
  if (driven.kind === 'chromium')
    await (page as unknown as { _client(): { send(method: string): Promise<unknown> } })
      ._client()
      .send('Network.disable')
  return { page, panel }
}

/** The session that the panel has recorded, once `wanted` accepts its events. */
export async function untilSession(
  { panel }: Flooded,
  what: string,
  wanted: (events: CaptureEvent[]) => boolean,
): Promise<{ session: Session; events: CaptureEvent[] }> {
  const events = await waitUntil(what, 60_000, async () => {
    const all = await exportedEvents(panel)
    return wanted(all) ? all : undefined
  })
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  return { session, events }
}

/** In ms: the time that the panel takes to open and close the details of a row. */
export async function answerTime(panel: PanelTab): Promise<number> {
  const asked = performance.now()
  // A navigation that reaches the panel late removes the row, so the row is clicked until its details are open.
  await panel.evaluate(`
    const selected = () => document.querySelector('.streamRow[aria-selected=true]')
    const until = async (there, act) => {
      while (Boolean(document.querySelector('[role=tab]')) !== there) {
        act()
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    await until(true, () => selected() || document.querySelector('.streamRow')?.click())
    await until(false, () => selected()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })))`)
  return performance.now() - asked
}

/** Bytes on the panel's JavaScript heap; undefined in Firefox, which has no such API. */
export const heapOf = async ({ panel }: Flooded) =>
  (await panel.evaluate<number | null>('return performance.memory?.usedJSHeapSize ?? null')) ?? undefined

/** Makes the server send messages as fast as it can, and measures the panel's response time meanwhile. */
export async function flood(flooded: Flooded, count: number) {
  const { page, panel } = flooded
  await page.evaluate((wanted) => {
    const state = Object.assign(window, { received: 0, over: false })
    const socket = new WebSocket(`ws://${location.host}/flood?count=${wanted}`)
    socket.onopen = () => socket.send('begin')
    socket.onmessage = ({ data }) => {
      if (data !== 'the end') state.received++
      else socket.close()
    }
    socket.onclose = () => {
      state.over = true
    }
  }, count)
  const begun = performance.now()
  await waitUntil('the socket has its row', 20_000, () =>
    panel.evaluate<boolean>(`return document.querySelector('.streamRow') !== null`),
  )
  let slowest = 0
  for (;;) {
    slowest = Math.max(slowest, await answerTime(panel))
    const { received, over } = await page.evaluate(() => {
      const state = window as unknown as { received: number; over: boolean }
      return { received: state.received, over: state.over }
    })
    if (over) return { received, slowest, took: performance.now() - begun }
  }
}
