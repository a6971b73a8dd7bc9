import { waitUntil } from '../../../src/cli/browser/wait-until.ts'
import type { Case } from '../case.ts'

const traffic: NonNullable<Case['run']> = async (t) => {
  t.log(document.contentType, window.crossOriginIsolated, document.compatMode)
  await t.settle(
    'fetch',
    fetch(t.url('/text')).then((one) => one.text()),
  )
  const xhr = new XMLHttpRequest()
  xhr.open('GET', t.url('/text'))
  xhr.send()
  await t.next(xhr, 'loadend')
  t.log(xhr.responseText)
  const socket = await t.openSocket()
  socket.send('x')
  t.log((await t.next(socket, 'message')).data)
  socket.close()
  t.log(document.documentElement.nodeName, document.querySelectorAll('*').length, document.scripts.length)
}

export const specialDocuments: Case[] = [
  { number: 74, name: 'under a strict policy nothing is violated', document: '/strict', run: traffic },
  { number: 74, name: 'where scripts must be trusted nothing is violated', document: '/trusted-types', run: traffic },
  { number: 74, name: 'an isolated document works as before', document: '/isolated', run: traffic },
  { number: 74, name: 'an XHTML document works as before', document: '/xhtml', run: traffic },
  { number: 74, name: 'an SVG document works as before', document: '/svg', run: traffic },
  {
    number: 71,
    name: 'a page that was left comes back from the cache, and works',
    slow: true,
    async drive(page, address) {
      await page.goto(address('/kept'))
      await page.evaluate(() => {
        const scope = window as unknown as { shows: boolean[] }
        scope.shows = []
        addEventListener('pageshow', (event) => scope.shows.push(event.persisted))
        return fetch('/text').then((one) => one.text())
      })
      await page.goto(address('/leaf'))
      // page.goBack() waits for a load event, which does not come here.
      await page.evaluate('void setTimeout(() => history.back())')
      await waitUntil('the page is back', 15_000, async () => {
        const seen = await page.evaluate('window.shows ? "" : location.pathname + " " + document.readyState')
        if (seen) throw new Error(`at ${seen}`)
        return true
      })
      return page.evaluate(async () => {
        const { shows } = window as unknown as { shows?: boolean[] }
        const text = await fetch('/text').then((one) => one.text())
        const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket`)
        await new Promise((done) => (socket.onopen = done))
        socket.send('back')
        const { data } = await new Promise<MessageEvent>((done) => (socket.onmessage = done))
        socket.close()
        return [`restored ${shows}`, text, data]
      })
    },
  },
]
