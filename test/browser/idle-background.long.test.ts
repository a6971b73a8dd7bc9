import { expect, test } from 'vitest'
import { startDriven, untilSeen, visit } from './driven.ts'
import { startHostileSite } from './hostile-site.ts'
import { noteWarnings } from './note-warnings.ts'
import { started } from './started.ts'

const site = started(() => startHostileSite({}))

test('the background of Chromium stops after 30 s without traffic: the panel shows it, and later traffic is recorded', async () => {
  const driven = await startDriven('chromium', { idleWorker: true })
  try {
    await visit(driven, `${site.origin}/plain?idle`)
    await driven.panel.evaluate(noteWarnings)
    await driven.panel.waitFor('window.losses > 0', 60_000)
    await driven.panel.waitFor(`globalThis.duplex.armed() && !document.querySelector('.banner.warning')`)
    await driven.page.evaluate(() => fetch('/plain?after-idling').then((answer) => answer.text()))
    const events = await untilSeen(driven.panel, 'request', 'after-idling')
    expect(events.filter((event) => event.type === 'lost')).toEqual([])
  } finally {
    await driven.close()
  }
})
