import type { Panel } from '../../src/cli/browser/driven-browser.ts'

/** A row of the stream list as shown on screen. */
export interface ScreenRow {
  /** Technique and first reason, from the title of the first cell. */
  technique: string
  /** Method and whole URL, from the title of the URL cell. */
  url: string
  confidence: string
  messages: string
  updates: string
  wasted: string
  status: string
}

/** Reads the stream list from the panel's document, scrolling through it, since only rows in view exist. */
export function readRows(panel: Panel): Promise<ScreenRow[]> {
  return panel.evaluate<ScreenRow[]>(`
    const list = document.querySelector('.streamList')
    const rows = new Map()
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    list.scrollTop = 0
    for (;;) {
      await frame()
      for (const row of list.querySelectorAll('.streamRow')) {
        const cell = (name) => row.querySelector('.stream-' + name)
        rows.set(row.getAttribute('aria-rowindex'), {
          technique: cell('technique').title, url: cell('url').title,
          confidence: cell('confidence').textContent, messages: cell('messages').textContent,
          updates: cell('updates').textContent, wasted: cell('wasted').textContent, status: cell('status').textContent,
        })
      }
      if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) break
      list.scrollTop += 44
    }
    return [...rows.entries()].sort((a, b) => a[0] - b[0]).map((entry) => entry[1])
  `)
}
