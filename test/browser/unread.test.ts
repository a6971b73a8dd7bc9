import { describe, expect, test } from 'vitest'
import { kinds, startDriven, visit } from './driven.ts'
import { startHooksSite } from './hooks-site.ts'
import { readRows, type ScreenRow } from './panel-rows.ts'
import { started } from './started.ts'

const site = started(() => startHooksSite())

/** In ms: an answer that nobody reads counts this long after it came, and the panel draws a little later. */
const countedWithin = 2000 + 500

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))

  /** The row of an endpoint, once the panel shows so many answers; or as it is when time is over. */
  async function rowWith(path: string, answers: number): Promise<ScreenRow | undefined> {
    await driven.panel.waitFor(`document.querySelector('.streamRow') !== null`)
    const until = Date.now() + countedWithin
    for (;;) {
      const row = (await readRows(driven.panel)).find(({ url }) => url.includes(path))
      if (row?.messages.startsWith(String(answers)) || Date.now() > until) return row
    }
  }

  test.each([
    ['one after the other', '/short?alone', `for (let n = 0; n < 17; n++) { await fetch(path); await later(300) }`],
    ['twenty in flight at a time', '/short?many', `await Promise.all(Array.from({ length: 20 }, () => fetch(path)))`],
    [
      'that the page forgets the timings of',
      '/short?cleared',
      `performance.setResourceTimingBufferSize(0); performance.clearResourceTimings()
       for (let n = 0; n < 12; n++) { await fetch(path); performance.clearResourceTimings(); await later(200) }`,
    ],
    [
      'by a page that keeps them',
      '/short?kept',
      `window.kept = []
       for (let n = 0; n < 10; n++) { kept.push(await fetch(path)); await later(250) }`,
    ],
  ])('answers that nobody reads, %s, are all counted', async (_name, path, code) => {
    await visit(driven, `${site.origin}/plain?${encodeURIComponent(path)}`)
    const asked = await driven.page.evaluate(`(async () => {
      const path = ${JSON.stringify(path)}
      let asked = 0
      const native = window.fetch
      window.fetch = (...args) => { asked++; return native(...args) }
      const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
      ${code}
      return asked
    })()`)
    const row = await rowWith(path.slice(path.indexOf('?')), Number(asked))
    expect(row?.messages.split(/\D/)[0]).toBe(String(asked))
  })
})
