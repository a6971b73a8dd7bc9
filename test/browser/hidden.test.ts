import { describe, expect, test } from 'vitest'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { analyze } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { kinds, startDriven, untilRecorded, visit } from './driven.ts'
import { startHostileSite } from './hostile-site.ts'
import { started } from './started.ts'

/** Polls twice a second, and counts the polls that the page itself makes while it is hidden. */
const polling = `<!doctype html><title>polling</title><script>
window.asked = { hidden: 0, visible: 0 }
setInterval(() => {
  asked[document.visibilityState]++
  fetch('/said?polled').then((answer) => answer.text())
}, 500)
</script>`
const site = started(() => startHostileSite({ '/polling': polling }))

const analyzed = (events: readonly CaptureEvent[]) => {
  const session = createSession()
  for (const event of events) applyEvent(session, event)
  return analyze(session, '').streams
}
const isChange = (hidden: boolean) => (event: CaptureEvent) => event.type === 'visibility' && event.hidden === hidden

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))

  test('a poller says what it asked while another tab was in front', async () => {
    await visit(driven, `${site.origin}/polling`)
    await waitUntil('polls while visible', 60_000, () =>
      driven.page.evaluate(() => (window as unknown as { asked: { visible: number } }).asked.visible >= 24),
    )
    const other = await driven.page.browser().newPage()
    await other.bringToFront()
    await untilRecorded(driven.panel, 'the tab is hidden', (all) => all.some(isChange(true)))
    await waitUntil('polls while hidden', 60_000, () =>
      driven.page.evaluate(() => (window as unknown as { asked: { hidden: number } }).asked.hidden >= 12),
    )
    await other.close()
    await driven.page.bringToFront()
    await untilRecorded(driven.panel, 'the tab is visible', (all) => all.some(isChange(false)))
    const own = await driven.page.evaluate(() => (window as unknown as { asked: { hidden: number } }).asked.hidden)
    const events = await untilRecorded(driven.panel, 'an answer to all of them', (all) => {
      const change = all.find(isChange(false))!
      return all.some(({ type, at }) => type === 'finish' && at > change.at + 500)
    })
    const poller = analyzed(events).find(({ url }) => url.includes('polled'))!
    expect(poller.hidden).toMatchObject({ requests: own, messagesIn: own })
    expect(poller.hidden!.forMs).toBeGreaterThan(5000)
    // A timer of a hidden tab runs once a second, but in a browser that puppeteer has told to let it run.
    expect(poller.hidden!.perMinute ?? 60).toBeGreaterThan(50)
  })
})
