import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { kinds, openArmed, startDriven, untilRecorded } from './driven.ts'
import { onLoopback } from './loopback.ts'
import { started } from './started.ts'

/** Each document requests its own name in its first inline script. */
const ask = (origin: string, name: string) =>
  `<script>fetch(${JSON.stringify(`${origin}/seen/${name}`)}, { mode: 'no-cors' }).then((answer) => answer.text())</script>`
const leaf = (origin: string, name: string) => `<!doctype html><head>${ask(origin, name)}</head><body>${name}</body>`
const attribute = (html: string) => html.replace(/&/g, '&amp;').replace(/"/g, '&quot;')

function framesPage(here: string, cross: string): string {
  const inScript = (html: string) => JSON.stringify(html).replace(/<\//g, '<\\/')
  return `<!doctype html><head>${ask(here, 'top')}</head><body>
<iframe src="${here}/leaf/same-origin"></iframe>
<iframe src="${cross}/leaf/cross-origin"></iframe>
<iframe srcdoc="${attribute(leaf(here, 'srcdoc'))}"></iframe>
<iframe sandbox="allow-scripts" src="${here}/leaf/sandboxed"></iframe>
<iframe sandbox="allow-scripts" srcdoc="${attribute(leaf(here, 'sandboxed-srcdoc'))}"></iframe>
<iframe src="data:text/html,${encodeURIComponent(leaf(here, 'data')).replace(/'/g, '%27')}"></iframe>
<iframe id="blank" src="about:blank"></iframe>
<script>
const get = (view, name) => view.fetch(${JSON.stringify(`${here}/seen/`)} + name)
get(document.getElementById('blank').contentWindow, 'about-blank')
const dynamic = document.body.appendChild(document.createElement('iframe'))
get(dynamic.contentWindow, 'created-and-used-at-once')
const written = document.body.appendChild(document.createElement('iframe')).contentDocument
written.open(); written.write(${inScript(leaf(here, 'document-write'))}); written.close()
const blob = document.body.appendChild(document.createElement('iframe'))
blob.src = URL.createObjectURL(new Blob([${inScript(leaf(here, 'blob'))}], { type: 'text/html' }))
</script></body>`
}

const names = [
  'top',
  'same-origin',
  'cross-origin',
  'srcdoc',
  'sandboxed',
  'sandboxed-srcdoc',
  'data',
  'about-blank',
  'created-and-used-at-once',
  'document-write',
  'blob',
]

const server = createServer((request, response) => {
  const [, kind, name = ''] = request.url!.split('/')
  response.writeHead(200, {
    'content-type': kind === 'seen' ? 'text/plain' : 'text/html',
    'access-control-allow-origin': '*',
  })
  const here = `http://${request.headers.host}`
  const cross = here.replace('127.0.0.1', 'localhost')
  response.end(kind === 'leaf' ? leaf(here, name) : kind === 'frames' ? framesPage(here, cross) : 'ok')
})
const site = started(() => onLoopback(server))

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))

  test('the first script of every kind of frame is seen', async () => {
    await driven.page.goto(`${site.origin}/frames`)
    const asked = (events: { type: string; url?: string }[]) =>
      events.filter((event) => event.type === 'request').map((event) => event.url!.split('/').at(-1)!)
    const events = await untilRecorded(driven.panel, names.join(), (all) =>
      names.every((name) => asked(all).includes(name)),
    )
    expect(asked(events).sort()).toEqual([...names].sort())
    // An opaque origin may not read the response, but its requests are recorded, each in a document of its own.
    const frames = events.filter((event) => event.type === 'document')
    expect(frames.filter((event) => event.context === 'page').length).toBe(1)
    expect(frames.length).toBeGreaterThanOrEqual(names.length - 1)
  })

  test('opening the panel late hooks the running page for later traffic', async () => {
    await driven.panel.close()
    await driven.page.goto(`${site.origin}/plain`)
    await driven.page.evaluate(() => fetch('/seen/before').then((answer) => answer.text()))
    driven.panel = await openArmed(driven)
    await driven.page.evaluate(() => fetch('/seen/after').then((answer) => answer.text()))
    const events = await untilRecorded(driven.panel, 'after', (all) => all.some((event) => event.type === 'request'))
    const urls = events.flatMap((event) => (event.type === 'request' ? [event.url.split('/').at(-1)] : []))
    expect(urls).toEqual(['after'])
    expect(events.some((event) => event.type === 'document' && event.late)).toBe(true)
  })
})
