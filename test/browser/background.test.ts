import { expect, test } from 'vitest'
import { startLab } from '../lab/lab.ts'
import { exportedEvents, startDriven, untilRecorded } from './driven.ts'
import { hooked, stopBackground } from './extension-life.ts'
import { started } from './started.ts'

const lab = started(() => startLab({ seed: 5, meanMs: 400 }))
const driven = started(() => startDriven('chromium', { idleWorker: true }))

test('the background may stop during traffic: no event is lost or repeated', async () => {
  await driven.page.goto(`${lab.origin}/?on=websocket-text,polling-fixed`)
  await untilRecorded(
    driven.panel,
    'first messages',
    (all) => all.filter((event) => event.type === 'message').length >= 3,
  )
  const host = await driven.panel.evaluate<string>('return location.host')
  for (let times = 0; times < 3; times++) {
    const { length } = await exportedEvents(driven.panel)
    await stopBackground(driven, host)
    await untilRecorded(driven.panel, 'traffic after the background died', (all) => all.length > length + 8)
  }
  const page = await driven.page.evaluate(async () => {
    const { lab } = window as unknown as {
      lab: { stop(): Promise<void>; counts(): Record<string, { messagesIn: number; messagesOut: number }> }
    }
    await lab.stop()
    return lab.counts()['websocket-text']!
  })
  const events = await untilRecorded(driven.panel, 'the close', (all) => all.some((event) => event.type === 'close'))
  const messages = events.filter((event) => event.type === 'message')
  expect(messages.filter((event) => event.dir === 'in').length).toBe(page.messagesIn)
  expect(messages.filter((event) => event.dir === 'out').length).toBe(page.messagesOut)
  expect(events.filter((event) => event.type === 'lost')).toEqual([])
}, 120_000)

test('once the panel is closed, new pages are not hooked', async () => {
  expect(await hooked(driven)).toBe(true)
  await driven.panel.close()
  // The closed port makes the background unregister the hooks; a page that loads afterwards is untouched.
  const until = Date.now() + 10_000
  do await driven.page.goto(`${lab.origin}/`)
  while ((await hooked(driven)) && Date.now() < until)
  expect(await hooked(driven)).toBe(false)
}, 60_000)
