import { describe, expect, test } from 'vitest'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { analyze, type StreamAnalysis } from '../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { createSession } from '../../src/core/session/session.ts'
import { kinds, startDriven, untilRecorded, untilSeen } from './driven.ts'
import { startHostileSite } from './hostile-site.ts'
import { started } from './started.ts'

/** Each page holds one thing open, and says in its title whether it came back from the back/forward cache. */
const holding = (script: string) => `<!doctype html><title>new</title><script>
addEventListener('pageshow', ({ persisted }) => { document.title = persisted ? 'kept' : 'loaded' })
${script}
</script>`
/** Two ends of a data channel in one page. */
const connecting = `
const [one, other] = window.held = [new RTCPeerConnection(), new RTCPeerConnection()]
one.onicecandidate = ({ candidate }) => candidate && other.addIceCandidate(candidate)
other.onicecandidate = ({ candidate }) => candidate && one.addIceCandidate(candidate)
one.createDataChannel('held')
const connect = async () => {
  await one.setLocalDescription()
  await other.setRemoteDescription(one.localDescription)
  await other.setLocalDescription()
  await one.setRemoteDescription(other.localDescription)
}
connect()`

const pages = {
  '/nothing': holding(''),
  '/socket': holding("window.held = new WebSocket('ws://' + location.host + '/echo')"),
  '/event-source': holding("window.held = new EventSource('/events')"),
  '/streaming': holding("fetch('/stream').then(async ({ body }) => { for await (const piece of body); })"),
  '/peer': holding('window.held = new RTCPeerConnection()'),
  '/peers': holding(connecting),
  '/polling': holding("setInterval(() => fetch('/said?polled').then((answer) => answer.text()), 300)"),
}
const site = started(() => startHostileSite(pages))

const isConnection = /\/(echo|events|stream|said.*)$|^webrtc:/

/** Whether the page holds by now what it is named after. */
const holds: { [path: string]: (events: readonly CaptureEvent[]) => boolean } = {
  '/nothing': () => true,
  '/socket': (all) => all.some(({ type }) => type === 'open'),
  '/event-source': (all) => all.some(({ type }) => type === 'open'),
  // A request counts as held once it has been in flight for half a second.
  '/streaming': (all) => {
    const asked = all.find(({ type }) => type === 'request')
    return asked !== undefined && all.at(-1)!.at > asked.at + 1000
  },
  // A poller has a verdict after some requests.
  '/polling': (all) => all.filter(({ type }) => type === 'finish').length > 12,
  '/peer': (all) => all.some(({ type }) => type === 'connect'),
  '/peers': (all) => all.filter((event) => event.type === 'peer' && event.connection === 'connected').length > 1,
}

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => startDriven(kind))

  // Before the other tests: Puppeteer does not notice that Firefox is back from its cache, and waits for a load that is long over.
  test.each(Object.keys(pages))('networkidle0 ends at %s, or not, as its stream says', async (path) => {
    const ends = driven.page.goto(`${site.origin}${path}`, { waitUntil: 'networkidle0', timeout: 5000 })
    const ended = await ends.then(
      () => true,
      () => false,
    )
    const stream = await streamOf(path)
    expect(stream?.keepsBusy?.waits.includes('networkidle0') ?? false).toBe(!ended)
  })

  test.each(Object.keys(pages))('%s is in the back/forward cache, or not, as its stream says', async (path) => {
    await open(path)
    const stream = await streamOf(path)
    await open(`/plain?after${path.slice(1)}`)
    if (kind === 'chromium') await driven.page.goBack()
    else await driven.page.evaluate(() => history.back()).catch(() => {})
    await waitUntil('it is back', 20_000, () =>
      driven.page.evaluate((where) => location.pathname === where && document.title !== 'new', path).catch(() => false),
    )
    const kept = (await driven.page.title()) === 'kept'
    // A poller keeps a page out only while a request is in flight, for a few milliseconds each.
    if (path !== '/polling') expect(stream?.keepsBusy?.keptFromCache ?? []).toEqual(kept ? [] : [kind])
  })

  /** The stream of what the page holds. */
  async function streamOf(path: string): Promise<StreamAnalysis | undefined> {
    const session = createSession()
    for (const event of await untilRecorded(driven.panel, path, holds[path]!)) applyEvent(session, event)
    const stream = analyze(session, '').streams.find(({ url }) => isConnection.test(url))
    expect(stream === undefined).toBe(path === '/nothing')
    return stream
  }

  async function open(path: string): Promise<void> {
    const address = `${site.origin}${path}`
    if (kind === 'chromium') await driven.page.goto(address)
    else await driven.page.evaluate((to) => location.assign(to), address).catch(() => {})
    await untilSeen(driven.panel, 'document', address)
  }
})
