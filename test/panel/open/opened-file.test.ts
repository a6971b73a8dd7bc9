import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openFile } from '../../../panel/capture/open/opened-file.ts'
import { readCapture } from '../../../src/cli/read-capture.ts'
import { analyze } from '../../../src/core/analysis/analysis.ts'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { eventLine, headerLine } from '../../../src/format/session/write.ts'
import { every, page } from '../../core/story.ts'
import { openHere, workerHere } from './read-here.ts'

const captures = new URL('../../data/captures/', import.meta.url).pathname
const fileOf = (name: string, bytes: string | Uint8Array) => new File([bytes as BlobPart], name)
const sessionText = (events: readonly CaptureEvent[]) =>
  headerLine({ browser: 'Firefox 153', redacted: false, createdAt: 1 }) + events.map(eventLine).join('')

async function asCommandLine(path: string): Promise<CaptureEvent[]> {
  const events: CaptureEvent[] = []
  for await (const item of readCapture(path))
    if (item.kind === 'event') events.push(item.event)
    else if (item.kind === 'events') events.push(...item.events)
  return events
}

async function recorded(opened: { recording: { parts(): AsyncGenerator<string> } }): Promise<CaptureEvent[]> {
  let text = ''
  for await (const part of opened.recording.parts()) text += part
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CaptureEvent)
}

test.each([
  '01-ws-refused-is-called-open.har',
  '17-five-hundred-polls-told-as-64.har.gz',
  '22-ws-idle-cut-60s-no-word-of-it.ndjson',
])('the panel reads %s as the command line does, and keeps what it read for an export', async (name) => {
  const opened = await openHere(fileOf(name, readFileSync(captures + name)))
  const expected = await asCommandLine(captures + name)
  expect(expected.length).toBeGreaterThan(0)
  expect(await recorded(opened)).toEqual(JSON.parse(JSON.stringify(expected)))
  expect(opened.session.events).toBe(expected.length)
  expect(opened.problem).toBeUndefined()
})

test('a gzipped HAR is the same as the HAR itself', async () => {
  const bytes = readFileSync(`${captures}03-scroll-back-before-cursor-is-polling-high.har`)
  const plain = await openHere(fileOf('a.har', bytes))
  const packed = await openHere(fileOf('a.har.gz', gzipSync(bytes)))
  expect(analyze(packed.session, packed.browser)).toEqual(analyze(plain.session, plain.browser))
})

test('events come in small batches, of which few wait for the panel', async () => {
  const opened = await openHere(fileOf('a.ndjson', sessionText([...page(), ...every(1000, 2000)])))
  const batches = opened.told.filter((item) => item.kind === 'lines')
  expect(batches.length).toBeGreaterThan(5)
  expect(Math.max(...batches.map(({ octets }) => octets.length))).toBeLessThan(50_000)
})

test('a worker does not read on while the panel takes nothing in', async () => {
  const { worker, told, posted } = workerHere()
  worker.postMessage({ kind: 'read', file: fileOf('a.ndjson', sessionText([...page(), ...every(1000, 2000)])) })
  const batches = () => told.filter(({ kind }) => kind === 'lines').length
  await expect.poll(batches).toBe(3)
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(batches()).toBe(3)
  worker.postMessage({ kind: 'taken' })
  await expect.poll(batches).toBe(4)
  expect(posted).toHaveLength(2)
})

test('the share that has been read only grows, up to the whole', async () => {
  const events = [...page(), ...every(1000, 2000)]
  for (const file of [
    fileOf('a.ndjson', sessionText(events)),
    fileOf('a.ndjson.gz', gzipSync(sessionText(events))),
    fileOf('a.har', readFileSync(`${captures}01-ws-refused-is-called-open.har`)),
  ]) {
    const { shares } = await openHere(file)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    // Of a HAR the second reading leaves out what stands around its entries.
    expect(shares.at(-1)).toBeGreaterThan(0.98)
    expect(shares.at(-1)).toBeLessThanOrEqual(1)
  }
})

test('a cancelled reading ends its worker, and gives nothing', async () => {
  const { worker, ended, told } = workerHere()
  const cancel = new AbortController()
  const opened = await openFile(fileOf('a.ndjson', sessionText([...page(), ...every(1000, 2000)])), {
    payloads: 1e6,
    onProgress: () => cancel.abort(),
    cancel: cancel.signal,
    startWorker: () => worker,
  })
  expect(opened).toBeUndefined()
  expect(ended()).toBe(true)
  expect(told.some(({ kind }) => kind === 'end')).toBe(false)
})

test('a browser that starts no worker is told in a sentence', async () => {
  const asked = { payloads: 1e6, onProgress() {}, cancel: new AbortController().signal }
  const refused = await openFile(fileOf('a.har', '{}'), {
    ...asked,
    startWorker() {
      throw new Error('Access is denied')
    },
  })
  expect(refused?.problem).toBe(
    'a.har: it cannot be opened, because the browser did not start the worker that reads files (Access is denied).',
  )
  const { worker } = workerHere()
  worker.postMessage = () => worker.onerror?.call(worker as Worker, { message: '' } as ErrorEvent)
  const failed = await openFile(fileOf('a.har', '{}'), { ...asked, startWorker: () => worker })
  expect(failed?.problem).toBe(
    'a.har: it cannot be opened, because the browser did not start the worker that reads files.',
  )
})

test('a file that cannot be read, is no capture, or is cut has a problem, and what could be read', async () => {
  const gone = fileOf('gone.har', '{}')
  gone.stream = () => {
    throw new Error('The file could not be found')
  }
  expect((await openHere(gone)).problem).toBe('gone.har: it cannot be read (The file could not be found).')
  expect((await openHere(fileOf('a.png', 'PNG\n'))).problem).toMatch(
    /^a\.png: it is neither a Duplex session nor a HAR/,
  )
  const text = sessionText([...page(), ...every(1000, 20)])
  const cut = await openHere(fileOf('cut.ndjson', text.slice(0, -20)))
  expect(cut.problem).toMatch(/^cut\.ndjson: the file ends in the middle of line/)
  expect(cut.session.events).toBeGreaterThan(20)
})
