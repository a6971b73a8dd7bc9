import { describe, expect, test } from 'vitest'
import { type Entry, exchange, har, hear, type Writer, zero } from './written.ts'

type Told = Parameters<typeof exchange>[1]

const page = (writer: Writer) =>
  exchange(writer, { at: 0, url: 'http://site.test/', asks: 'document', accept: 'text/html', type: 'text/html' })

async function listed(writer: Writer, entries: readonly Entry[]) {
  const { analysis } = await hear(har(writer, [page(writer), ...entries]))
  return analysis.streams.map(({ technique, flags, url, requests, wastedBy, unseenBodies }) => ({
    technique,
    flags,
    url: url.replace('http://site.test', ''),
    requests,
    wastedBy,
    unseenBodies,
  }))
}

const times = (n: number, each: (index: number) => Entry) => Array.from({ length: n }, (_, index) => each(index))

/** A picture, whose octets are all its text. */
function picture(writer: Writer, told: Told, octets?: string): Entry {
  const entry = exchange(writer, { type: 'image/jpeg', asks: 'image', accept: 'image/avif,image/*;q=0.8', ...told })
  const { content } = entry['response'] as { content: Entry }
  delete content['text']
  if (octets !== undefined) Object.assign(content, { text: btoa(octets), encoding: 'base64', size: octets.length })
  return entry
}

const script = { asks: 'script', type: 'text/javascript' }
const loads: [name: string, told: (n: number) => Omit<Told, 'at'>, flag: string, pattern: string][] = [
  [
    'a camera’s picture',
    (n) => ({ url: `http://site.test/camera.jpg?${zero + n}`, asks: 'image', accept: 'image/*', type: 'image/jpeg' }),
    'image',
    '/camera.jpg?*',
  ],
  [
    'the same picture, never stored',
    () => ({
      url: 'http://site.test/camera.jpg',
      asks: 'image',
      accept: 'image/*',
      type: 'image/jpeg',
      body: 'x'.repeat(9000),
    }),
    'image',
    '/camera.jpg',
  ],
  [
    'JSONP',
    (n) => ({
      url: `http://site.test/feed?callback=jQuery17_${n}&_=${zero + n}`,
      ...script,
      body: `jQuery17_${n}({"n":${n}})`,
    }),
    'script',
    '/feed?callback=*&_=*',
  ],
  [
    'a frame that is loaded anew',
    () => ({ url: 'http://site.test/status.html', asks: 'document', accept: 'text/html', type: 'text/html' }),
    'frame',
    '/status.html',
  ],
  [
    'a style sheet',
    (n) => ({
      url: `http://site.test/now.css?_=${zero + n}`,
      asks: 'stylesheet',
      accept: 'text/css',
      type: 'text/css',
    }),
    'style',
    '/now.css?_=*',
  ],
  [
    'a playlist',
    () => ({ url: 'http://site.test/live.m3u8', asks: 'media', type: 'audio/mpegurl' }),
    'player',
    '/live.m3u8',
  ],
]

describe.each(['chromium', 'firefox', 'safari', 'charles'] as const)('written by %s', (writer) => {
  test.each(loads)('%s that is asked for every two seconds is polling', async (_name, told, flag, url) => {
    const [stream, ...others] = await listed(
      writer,
      times(12, (n) => exchange(writer, { at: 500 + n * 2000, ...told(n * 2000) })),
    )
    expect(others).toEqual([])
    expect(stream).toMatchObject({ technique: 'polling', url, requests: 12 })
    expect(stream!.flags).toContain(flag)
  })

  test('what is loaded once is not listed, however much it is', async () => {
    const gallery = times(100, (n) =>
      picture(writer, { at: 300 + n * 7, url: `http://site.test/img/${1000 + n}.png?v=3` }),
    )
    const slides = times(20, (n) => picture(writer, { at: 5000 + n * 3000, url: `http://site.test/slides/${n}.jpg` }))
    const thumbs = times(30, (n) =>
      picture(writer, { at: 400 + n * 11, url: `http://site.test/thumb?id=${n}&width=200` }),
    )
    const scripts = times(30, (n) =>
      exchange(writer, { at: 20 + n * 5, url: `http://site.test/load.js?module=part${n}a`, ...script }),
    )
    expect(await listed(writer, [...gallery, ...slides, ...thumbs, ...scripts])).toEqual([])
  })

  test('a picture of several places of a page is not polled', async () => {
    const url = 'http://site.test/dot.png'
    expect(
      await listed(
        writer,
        times(6, (n) => picture(writer, { at: 200 + n, url })),
      ),
    ).toEqual([])
  })
})

describe('what a HAR knows of the answers', () => {
  const url = 'http://site.test/camera.jpg'
  const polled = (octets: (n: number) => string | undefined) =>
    listed(
      'chromium',
      times(12, (n) => picture('chromium', { at: 500 + n * 2000, url }, octets(n))),
    )

  test('pictures that are the same are unchanged', async () => {
    expect(await polled((n) => (n < 6 ? 'night' : 'daytime'))).toMatchObject([
      { wastedBy: { same: 10 }, unseenBodies: 0 },
    ])
  })

  test('without the pictures, whether they changed is not known', async () => {
    expect(await polled(() => undefined)).toMatchObject([{ wastedBy: {}, unseenBodies: 12 }])
  })

  test('pictures that are too large to be kept are not taken for equal because they begin alike', async () => {
    expect(await polled((n) => 'x'.repeat(300_000) + n)).toMatchObject([{ wastedBy: {}, unseenBodies: 12 }])
  })

  test('JSONP answers are compared by what they hand over, whatever function they call', async () => {
    const polls = times(12, (n) =>
      exchange('chromium', {
        at: 500 + n * 2000,
        url: `http://site.test/feed?callback=jQuery17_${n}&_=${zero + n * 2000}`,
        body: `/**/ jQuery17_${n}({"price":${n < 6 ? 17 : 18}});`,
        ...script,
      }),
    )
    expect(await listed('chromium', polls)).toMatchObject([{ wastedBy: { same: 10 }, unseenBodies: 0 }])
  })

  test('a 304 says that nothing has changed', async () => {
    const polls = times(12, (n) => picture('chromium', { at: 500 + n * 2000, url, status: n === 0 ? 200 : 304 }))
    expect(await listed('chromium', polls)).toMatchObject([
      { technique: 'polling', wastedBy: { 'not-modified': 11 }, unseenBodies: 1 },
    ])
  })

  test('a picture that the cache gives is no request', async () => {
    const polls = times(12, (n) => ({ ...picture('chromium', { at: 500 + n * 2000, url }), _fromCache: 'disk' }))
    expect(await listed('chromium', polls)).toEqual([])
  })
})

test('Sec-Fetch-Dest says what an element is, and that a page was opened by no frame', async () => {
  const asked = (destination: string) =>
    times(6, (n) => {
      const entry = exchange('firefox', { at: 500 + n * 2000, url: 'http://site.test/now', type: 'text/html' })
      const { headers } = entry['request'] as { headers: object[] }
      headers.push({ name: 'Sec-Fetch-Dest', value: destination })
      return entry
    })
  const flags = async (destination: string) => (await listed('firefox', asked(destination)))[0]?.flags
  expect(await flags('iframe')).toContain('frame')
  expect(await flags('script')).toContain('script')
  expect(await flags('document')).not.toContain('frame')
})

describe('a document that goes on loading', () => {
  const document = (receive: number, more: Partial<Told> = {}) => {
    const told = { at: 500, url: 'http://site.test/forever', asks: 'document', accept: 'text/html', type: 'text/html' }
    const entry = exchange('chromium', { ...told, receive, ...more })
    const response = entry['response'] as { headers: unknown; content: Entry }
    response.headers = [{ name: 'Content-Type', value: 'text/html' }]
    delete response.content['text']
    return entry
  }
  const later = exchange('chromium', { at: 40_000, url: 'http://site.test/later' })
  const streams = async (...entries: Entry[]) =>
    (await listed('chromium', entries)).filter(({ url }) => url === '/forever')

  test('for a minute is HTTP streaming', async () => {
    expect(await streams(document(60_000))).toMatchObject([{ technique: 'http-streaming', requests: 1 }])
  })

  test('and was loading still when the log was written is HTTP streaming', async () => {
    expect(await streams(document(0), later)).toMatchObject([{ technique: 'http-streaming', requests: 1 }])
  })

  test('and has no timings yet, as Firefox writes it, is HTTP streaming', async () => {
    const entry = exchange('firefox', {
      at: 500,
      url: 'http://site.test/forever',
      accept: 'text/html',
      type: 'text/html',
      body: '<!doctype html><script>parent.told(1)</script>',
    })
    const response = entry['response'] as { headers: unknown }
    response.headers = [{ name: 'Content-Type', value: 'text/html' }]
    Object.assign(entry, { time: 0, timings: {} })
    const found = await listed('firefox', [entry, exchange('firefox', { at: 40_000, url: 'http://site.test/later' })])
    expect(found.filter(({ url }) => url === '/forever')).toMatchObject([
      { technique: 'http-streaming', flags: [], requests: 1 },
    ])
  })

  test('for a second, or as fast as a slow network, is a page', async () => {
    expect(await streams(document(1000), later)).toEqual([])
    expect(await streams(document(12_000, { body: 'x'.repeat(90_000) }), later)).toEqual([])
  })
})
