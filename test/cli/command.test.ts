import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { closed, connection, every, page } from '../core/story.ts'
import { builtCommand, runCommand, startCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const command = await builtCommand()

/** Runs the command as a shell would, with arguments and optional standard input. */
const duplex = (words: string[], input?: string | Uint8Array) =>
  runCommand(process.execPath, [...command, ...words], input)

const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const story = [
  ...page(),
  ...every(1000, 8),
  ...connection('websocket', [
    [200, '<', 'a'],
    [300, '>', 'b'],
  ]),
].sort((a, b) => a.at - b.at)
const file = headerLine({ browser: 'Firefox 153', redacted: true, createdAt: 1 }) + story.map(eventLine).join('')

describe('analyze', () => {
  test('prints the contract’s JSON and nothing else', async () => {
    const { code, out, err } = await duplex(['analyze', write('good.ndjson', file), '--json'])
    expect([code, err]).toEqual([0, ''])
    const analysis = JSON.parse(out) as Analysis
    expect(analysis).toMatchObject({
      format: 'duplex-analysis',
      version: 1,
      page: { url: 'http://site.test/', browser: 'Firefox 153' },
      completeness: { events: story.length, dropped: 0, truncated: 0, unhooked: [] },
      totals: { streams: 2, byTechnique: { polling: { streams: 1 }, websocket: { streams: 1 } } },
    })
    const costKeys = [
      'basis',
      'bytesDown',
      'bytesPerUpdate',
      'bytesRange',
      'bytesUp',
      'connectionSeconds',
      'idleWakeupsPerMinute',
      'observedSeconds',
      'overheadBytes',
      'overheadShare',
      'perHour',
      'requestsPerUpdate',
      'roundTripGuessed',
      'roundTripMs',
      'stalenessMaxMs',
      'stalenessMeanMs',
      'usefulBytes',
      'wakeupsPerMinute',
      'wireDown',
      'wireUp',
    ]
    const keys = [
      'advice',
      'alternatives',
      'because',
      'channel',
      'confidence',
      'context',
      'cost',
      'firstAt',
      'flags',
      'history',
      'id',
      'lastAt',
      'messagesIn',
      'messagesOut',
      'method',
      'protocol',
      'requests',
      'status',
      'technique',
      'unhooked',
      'unseenBodies',
      'updates',
      'url',
      'wasted',
      'wastedBy',
      'whatIf',
    ]
    for (const stream of analysis.streams) {
      expect(Object.keys(stream).sort()).toEqual(keys)
      expect(Object.keys(stream.cost).sort()).toEqual(costKeys)
    }
  })

  test('reads gzip and standard input', async () => {
    const { code, out } = await duplex(['analyze', '-', '--json'], gzipSync(file))
    expect(code).toBe(0)
    expect((JSON.parse(out) as Analysis).totals.streams).toBe(2)
  })

  test('prints a table for people', async () => {
    const { code, out } = await duplex(['analyze', write('table.ndjson', file)])
    expect(code).toBe(0)
    expect(out).toMatch(/AJAX polling \(interval\)\s+high/)
  })

  test('says in the table what keeps waits for an idle network from ending', async () => {
    const events = [...page(), ...connection('eventsource', [[200, '<', 'a']])]
    const head = headerLine({ browser: 'Chromium 156', redacted: true, createdAt: 1 })
    const { out } = await duplex(['analyze', write('idle.ndjson', head + events.map(eventLine).join(''))])
    expect(out).toMatch(/^s\d+: An open EventSource is a request in flight: Puppeteer’s wait for networkidle0 /m)
  })

  test('analyses the events of a truncated file, with one line on what is wrong and exit code 2', async () => {
    const { code, out, err } = await duplex(['analyze', write('cut.ndjson', file.slice(0, -40)), '--json'])
    expect(code).toBe(2)
    expect((JSON.parse(out) as Analysis).totals.streams).toBe(2)
    expect(err).toMatch(
      /^duplex: .*cut\.ndjson: the file ends in the middle of line \d+; everything before it was read\n$/,
    )
  })
})

describe('analyze of a HAR', () => {
  const entry = (at: number) => ({
    startedDateTime: new Date(1_790_000_000_000 + at).toISOString(),
    time: 20,
    request: { method: 'GET', url: 'http://site.test/quotes', httpVersion: 'HTTP/1.1', headers: [], bodySize: 0 },
    response: { status: 200, content: { size: 9, mimeType: 'application/json', text: `{"n":${1000 + at}}` } },
    timings: { send: 0, wait: 19, receive: 1 },
  })
  const har = JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 'WebInspector', version: '537.36' },
      browser: { name: 'Chrome', version: '156.0' },
      entries: Array.from({ length: 9 }, (_, index) => entry(index * 1000)),
    },
  })
  const expected = {
    format: 'duplex-analysis',
    page: { browser: 'Chrome 156', startedAt: 1_790_000_000_000 },
    streams: [{ technique: 'polling', requests: 9, url: 'http://site.test/quotes', context: 'page', unhooked: true }],
  }

  test('a file, standard input, gzip and zlib give the same result', async () => {
    const path = write('log.har', har)
    const packed = write('log.har.gz', gzipSync(har))
    const ran = await Promise.all([
      duplex(['analyze', path, '--json']),
      duplex(['analyze', packed, '--json']),
      duplex(['analyze', '-', '--json'], har),
      duplex(['analyze', write('log.zhar', deflateSync(har)), '--json']),
    ])
    for (const { code, out, err } of ran) {
      expect([code, err]).toEqual([0, ''])
      expect(JSON.parse(out)).toMatchObject(expected)
    }
  })

  test('the entries of a truncated HAR are analysed, one line says where it ends, and the exit code is 2', async () => {
    const ran = await duplex(['analyze', write('cut.har', har.slice(0, -20)), '--json'])
    expect(ran.code).toBe(2)
    expect((JSON.parse(ran.out) as Analysis).streams).toMatchObject([{ requests: 8 }])
    expect(ran.err).toMatch(
      /^duplex: .*cut\.har: the file ends in the middle of entry 9; everything before it was read\n$/,
    )
    const gzipped = gzipSync(har)
    const packed = await duplex(['analyze', write('cut.har.gz', gzipped.subarray(0, gzipped.length - 12)), '--json'])
    expect(packed.err).toMatch(/damaged or ends too early; everything before it was read\n$/)
    expect(packed.code).toBe(2)
  })

  test('JSON without a log is not a HAR', async () => {
    const ran = await duplex(['analyze', write('other.json', '{"entries":[]}\n')])
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toMatch(/^duplex: .*: it is neither a Duplex session nor a HAR nor a WebRTC dump\n$/)
  })
})

test('analyze - ends at once where the input is no capture, although more of it may come', async () => {
  const { child, ended } = startCommand(process.execPath, [...command, 'analyze', '-'])
  child.stdin.on('error', () => {})
  child.stdin.write('GIF89a\n')
  const { code, out, err } = await ended
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe('duplex: standard input: it is neither a Duplex session nor a HAR nor a WebRTC dump\n')
}, 20_000)

test('a closed output pipe is no error', async () => {
  const long = headerLine({ browser: '', redacted: true, createdAt: 1 })
  const told = Array.from({ length: 3000 }, (_, index) =>
    every(1000, 1, () => ({ url: `/${'x'.repeat(60)}-${index}-y` })),
  )
  const path = write('long.ndjson', long + told.flat().map(eventLine).join(''))
  const { child, ended } = startCommand(process.execPath, [...command, 'analyze', path])
  child.stdout.destroy()
  const { code, err } = await ended
  expect([code, err]).toEqual([0, ''])
}, 20_000)

describe('bad input gives one clear line and the exit code of the contract', () => {
  test.each([
    ['no command', [], 2, /no command given/],
    ['an unknown command', ['frobnicate'], 2, /unknown command 'frobnicate'/],
    ['an unknown flag', ['analyze', 'x', '--frob'], 2, /--frob/],
    ['no file', ['analyze'], 2, /no FILE given/],
    ['two files', ['analyze', 'a', 'b'], 2, /second/],
    ['a file that is not there', ['analyze', '/nowhere/at/all'], 2, /cannot be read \(ENOENT\)/],
    ['a folder', ['analyze', folder], 2, /cannot be read \(EISDIR\)/],
    ['no URL', ['capture'], 2, /no URL given/],
    ['what is no URL', ['capture', 'example.org'], 2, /not a URL/],
    ['a page that cannot be hooked', ['capture', 'chrome://version'], 2, /only http and https/],
    ['a duration that is none', ['capture', 'http://127.0.0.1/', '--for', 'soon'], 2, /'soon' is not a duration/],
    ['no such browser', ['capture', 'http://127.0.0.1/', '--browser', '/nowhere/chromium'], 3, /nowhere/],
  ])('%s', async (_name, words, code, sentence) => {
    const ran = await duplex(words)
    expect(ran.err).toMatch(sentence)
    expect(ran.err.trimEnd().split('\n').length).toBe(1)
    expect([ran.code, ran.out]).toEqual([code, ''])
  })

  test.each([
    ['unreadable', 'GIF89a', /neither a Duplex session nor a HAR/],
    ['newer', '{"format":"duplex-session","version":99}\n', /version 99.*newer Duplex/],
    ['empty', '', /empty/],
  ])('a file that is %s', async (name, content, sentence) => {
    const ran = await duplex(['analyze', write(`${name}.ndjson`, content), '--json'])
    expect(ran.err).toMatch(sentence)
    expect(ran.err.trimEnd().split('\n').length).toBe(1)
    expect([ran.code, ran.out]).toEqual([2, ''])
  })

  test('a hostile file cannot move the terminal’s cursor', async () => {
    const told = every(1000, 3, () => ({ url: '/\u001b[2J\u202e' }))
      .map(eventLine)
      .join('')
    const { out } = await duplex([
      'analyze',
      write('hostile.ndjson', headerLine({ browser: '\u001b[31m', redacted: false, createdAt: 1 }) + told),
    ])
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  })

  test('nor can its JSON, which says the same', async () => {
    const url = 'http://site.test/\u009b2J\u202e'
    const told = every(1000, 3).map((event) => eventLine('url' in event ? { ...event, url } : event))
    const head = headerLine({ browser: '', redacted: false, createdAt: 1 })
    const { out } = await duplex(['analyze', write('hostile.ndjson', head + told.join('')), '--json', '--no-redact'])
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    expect((JSON.parse(out) as Analysis).streams[0]!.url).toBe(url)
  })

  test('nor can the name of a file', async () => {
    const { err } = await duplex(['analyze', `no\u001b[2Jsuch\nfile`])
    expect(err.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe('check', () => {
  const session = () => write('checked.ndjson', file)
  const budget = (content: unknown) =>
    write('budget.json', typeof content === 'string' ? content : JSON.stringify(content))

  test('ends with 0 where all limits are kept, and with 1 where one is broken', async () => {
    const kept = await duplex(['check', session(), '--budget', budget({ totals: { requests: 9 } })])
    expect([kept.code, kept.err]).toEqual([0, ''])
    expect(kept.out).toMatch(/^kept {4}requests of all streams: 9 of 9\.\nthe limit was kept\n$/)
    const broken = await duplex(['check', session(), '--budget', budget({ forbidden: ['polling'] })])
    expect(broken.code).toBe(1)
    expect(broken.out).toMatch(/^BROKEN {2}AJAX polling is forbidden, and used by s\d+\.\nthe limit was broken\n$/)
  })

  test('prints JSON, and writes a JUnit report', async () => {
    const report = join(folder, 'report.xml')
    const limits = { totals: { requests: 1 } }
    const { code, out } = await duplex(['check', session(), '--budget', budget(limits), '--json', '--junit', report])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      format: 'duplex-check',
      version: 1,
      limits: [{ limit: 'requests', kept: false }],
      dropped: 0,
    })
    expect(readFileSync(report, 'utf8')).toContain('<failure message="requests of all streams: 9 instead of at most 1,')
  })

  test.each([
    ['a budget that is wrong', ['--budget', 'BUDGET'], /budget\.json: totals\.byts is unknown; there is /],
    [
      'a budget that is not there',
      ['--budget', '/no/budget.json'],
      /^duplex: \/no\/budget\.json: cannot be read \(ENOENT\)$/m,
    ],
    ['no budget', [], /^duplex: no --budget given/],
  ])('refuses %s with a sentence and 2', async (_name, words, sentence) => {
    const path = budget({ totals: { byts: 1 } })
    const { code, out, err } = await duplex([
      'check',
      session(),
      ...words.map((word) => (word === 'BUDGET' ? path : word)),
    ])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(sentence)
  })
})

describe('diff', () => {
  test('puts two files side by side', async () => {
    const other = headerLine({ browser: 'Firefox 153', redacted: true, createdAt: 1 })
    const after = write(
      'after.ndjson',
      other + [...page(), ...every(1000, 8, () => ({ url: '/new' }))].map(eventLine).join(''),
    )
    const before = write('before.ndjson', file)
    const { code, out, err } = await duplex(['diff', before, after])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^GET http:\/\/site\.test\/data: gone, was AJAX polling$/m)
    expect(out).toMatch(/^GET http:\/\/site\.test\/new: new, AJAX polling$/m)
    const json = JSON.parse((await duplex(['diff', before, after, '--json'])).out)
    expect(json).toMatchObject({ format: 'duplex-diff', version: 1 })
    expect(json.streams).toHaveLength(3)
  })
})

describe('secrets in what is printed', () => {
  const secret = 'Zx8Qw3Er7Ty2Ui9Op4As'
  const polls = every(1000, 8, (index) => ({ url: `/feed?access_token=${secret}&since=${index}` }))
  const refused = [
    connection('websocket', [])[0]!,
    closed(400, { by: 'remote', code: 4001, clean: true, reason: `bad token=${secret}` }),
  ]
  const content =
    headerLine({ browser: 'Chromium 156', redacted: false, createdAt: 1 }) +
    [...page(), ...polls, ...refused]
      .sort((a, b) => a.at - b.at)
      .map(eventLine)
      .join('')

  test.each([['--json'], []])('are replaced in URLs and quoted words (%s)', async (...words) => {
    const { out } = await duplex(['analyze', write('secret.ndjson', content), ...words])
    expect(out).toContain('http://site.test/feed?access_token=')
    expect(out).not.toContain(secret)
  })

  test('stay with --no-redact, and change no figure', async () => {
    const path = write('secret.ndjson', content)
    const [shown, redacted] = await Promise.all([
      duplex(['analyze', path, '--json', '--no-redact']),
      duplex(['analyze', path, '--json']),
    ])
    expect(shown.out).toContain(secret)
    const replaced = JSON.parse(redacted.out) as Analysis
    const streams = (JSON.parse(shown.out) as Analysis).streams.map((stream, index) => {
      const { url, because } = replaced.streams[index]!
      return { ...stream, url, because }
    })
    expect(replaced.streams).toEqual(streams)
  })
})
