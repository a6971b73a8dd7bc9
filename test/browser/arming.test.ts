import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kinds, launchBare, untilRecorded } from './driven.ts'

let server: Server
let origin: string
beforeAll(async () => {
  server = createServer(({ url }, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    // Browsers display an unfinished page once it is large enough.
    if (url === '/endless') response.write(`<!doctype html><title>endless</title><p>${' '.repeat(5000)}`)
    else response.end('<!doctype html><title>short</title>')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server?.closeAllConnections()
  server?.close()
})

describe.each(kinds)('%s', (kind) => {
  test('a page that never finishes loading is hooked at once', async () => {
    const driven = await launchBare(kind)
    try {
      driven.page.goto(`${origin}/endless`).catch(() => {}) // the navigation never finishes
      await driven.page.waitForFunction('document.title === "endless"')
      const panel = await driven.openPanel()
      await panel.waitFor('globalThis.duplex.armed()')
    } finally {
      server.closeAllConnections()
      await driven.close()
    }
  })

  test('a panel in developer tools that have a window of their own is connected', async () => {
    const driven = await launchBare(kind, { dock: 'undocked' })
    try {
      await driven.page.goto(`${origin}/short`)
      const panel = await driven.openPanel()
      await panel.waitFor('globalThis.duplex.armed()')
      await untilRecorded(panel, 'the document', (events) => events.some((event) => event.type === 'document'))
    } finally {
      await driven.close()
    }
  })

  test('a page that was in the back/forward cache when the panel opened is hooked when it returns', async () => {
    const driven = await launchBare(kind)
    try {
      await driven.page.goto(`${origin}/first`)
      await driven.page.evaluate(() => Object.assign(window, { kept: true }))
      await driven.page.goto(`${origin}/second`)
      const panel = await driven.openPanel()
      await panel.waitFor('globalThis.duplex.armed()')
      if (kind === 'chromium') await driven.page.goBack()
      else await driven.page.evaluate(() => void setTimeout(() => history.back()))
      await driven.page.waitForFunction('location.pathname === "/first"')
      expect(await driven.page.evaluate('window.kept')).toBe(true)
      await untilRecorded(panel, 'the page', (all) =>
        all.some((event) => event.type === 'document' && event.url.endsWith('/first') && !event.unhooked),
      )
      await driven.page.evaluate(() => fetch('/asked').then((answer) => answer.text()))
      await untilRecorded(panel, 'what it asked for', (all) =>
        all.some((event) => event.type === 'request' && event.url.endsWith('/asked') && !event.doc.startsWith('log')),
      )
    } finally {
      await driven.close()
    }
  })
})
