import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { page } from '../core/story.ts'
import { builtCommand, root, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-dumps-'))
afterAll(() => rmSync(folder, { recursive: true }))

const command = await builtCommand()
const duplex = (...words: string[]) => runCommand(process.execPath, [...command, ...words])
const write = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const saved = join(root, 'test/data/dumps/chromium-156-rtcstats.gz')

describe('WebRTC dumps', () => {
  test.each([
    ['chromium-156-internals.gz', 1],
    ['chromium-156-rtcstats.gz', 2],
  ])('are analysed as they are saved: %s', async (name, connections) => {
    const ran = await duplex('analyze', join(root, 'test/data/dumps', name), '--json')
    const { streams, page: about } = JSON.parse(ran.out) as Analysis
    expect([ran.code, ran.err, about.browser]).toEqual([0, '', 'Chromium 156'])
    expect(streams.map(({ technique }) => technique)).toEqual(Array.from({ length: connections }, () => 'webrtc'))
  })

  test.each(['rtcstats', 'webrtc-internals'])(
    'are written and read again with the same figures: %s',
    async (format) => {
      const out = join(folder, format)
      expect(await duplex('convert', saved, '--to', format, '--out', out)).toEqual({ code: 0, out: '', err: '' })
      const [before, after] = await Promise.all([saved, out].map((file) => duplex('analyze', file, '--json')))
      const figures = ({ out: text }: { out: string }) =>
        (JSON.parse(text) as Analysis).streams.map(({ cost, status }) => [
          status,
          cost.bytesUp,
          cost.bytesDown,
          cost.roundTripMs,
        ])
      expect(figures(after!)).toEqual(figures(before!))
    },
  )

  test('are written without secrets, unless asked otherwise', async () => {
    const secret = 'Zx8Qw3Er7Ty2Ui9Op4As'
    const flow = { doc: 'd1', id: 1, at: 1_790_000_000_060 }
    const story = [
      ...page().map((event) =>
        'url' in event ? { ...event, url: `https://site.test/call?access_token=${secret}` } : event,
      ),
      { type: 'connect', ...flow, api: 'webrtc', url: 'webrtc:1' } as const,
      { type: 'channel', ...flow, channel: 0, label: `access_token=${secret}`, state: 'open' } as const,
    ]
    const session = write(
      'secret.ndjson',
      headerLine({ browser: '', redacted: false, createdAt: 1 }) + story.map(eventLine).join(''),
    )
    for (const format of ['rtcstats', 'webrtc-internals']) {
      const words = ['convert', session, '--to', format, '--out', '-']
      const [redacted, whole] = await Promise.all([duplex(...words), duplex(...words, '--no-redact')])
      expect([redacted.out.includes(secret), redacted.out.includes('access_token')]).toEqual([false, true])
      expect(whole.out).toContain(secret)
    }
  })
})

test('a netlog and a log of the DevTools protocol are named when they are refused', async () => {
  const netlog = write('net.json', '{"constants":{"logEventTypes":{"CANCELLED":0}},\n"events": [\n')
  const protocol = write('cdp.json', '[{"method":"Network.dataReceived","params":{}}]')
  for (const [file, sentence] of [
    [netlog, /^duplex: .*net\.json: it is a Chrome netlog \(chrome:\/\/net-export\).*save a HAR/],
    [protocol, /^duplex: .*cdp\.json: it is a log of the Chrome DevTools Protocol.*save a HAR/],
  ] as const) {
    const ran = await duplex('analyze', file)
    expect([ran.code, ran.out, ran.err.trimEnd().split('\n').length]).toEqual([2, '', 1])
    expect(ran.err).toMatch(sentence)
  }
})

test('the library does not take a dump for a HAR', async () => {
  const { readHar } = await import('../../src/library/library.ts')
  const copy = join(folder, 'copy.gz')
  copyFileSync(saved, copy)
  expect(readFileSync(copy).length).toBeGreaterThan(0)
  await expect(readHar(copy).next()).rejects.toThrow('it is not a HAR')
})
