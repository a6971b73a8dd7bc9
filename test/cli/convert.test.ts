import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { writeFileWhole } from '../../src/cli/whole-file.ts'
import type { Analysis } from '../../src/core/analysis/analysis.ts'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { connection, every, page } from '../core/story.ts'
import { recordsOf } from '../format/export/parse-csv.ts'
import { builtCommand, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-convert-'))
afterAll(() => rmSync(folder, { recursive: true }))

const command = await builtCommand()
const duplex = (words: string[], input?: string) => runCommand(process.execPath, [...command, ...words], input)

const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const text = (name: string) => readFileSync(join(folder, name), 'utf8')

const secret = 'Zx8Qw3Er7Ty2Ui9Op4As'
const story = [
  ...page(),
  ...every(1000, 8, (index) => ({ url: `/feed?access_token=${secret}&since=${index}` })),
  ...connection('websocket', [
    [200, '<', `{"access_token":"${secret}"}`],
    [300, '>', '=1+1'],
  ]),
].sort((a, b) => a.at - b.at)
const content =
  headerLine({ browser: 'Firefox 153', redacted: false, createdAt: 1 }) +
  story.map((event) => eventLine(event)).join('')
const session = write('session.ndjson', content)
const notes = write('notes.txt', 'something else')

describe('convert', () => {
  test('writes streams as CSV with the figures of analyze, without secrets', async () => {
    const out = join(folder, 'streams.csv')
    const [ran, analyzed] = await Promise.all([
      duplex(['convert', session, '--to', 'csv', '--out', out]),
      duplex(['analyze', session, '--json']),
    ])
    expect(ran).toEqual({ code: 0, out: '', err: '' })
    const { streams } = JSON.parse(analyzed.out) as Analysis
    expect(recordsOf(text('streams.csv')).map(({ id, url, bytesDown }) => [id, url, Number(bytesDown)])).toEqual(
      streams.map(({ id, url, cost }) => [id, url, cost.bytesDown]),
    )
    expect(text('streams.csv')).not.toContain(secret)
  })

  test('writes messages to standard output, from a gzipped file, with secrets where asked', async () => {
    const packed = write('session.ndjson.gz', gzipSync(content))
    const words = ['convert', packed, '--to', 'csv', '--of', 'messages', '--out', '-']
    const [redacted, whole] = await Promise.all([duplex(words), duplex([...words, '--no-redact'])])
    expect([redacted.code, redacted.err, whole.code, whole.err]).toEqual([0, '', 0, ''])
    const records = recordsOf(redacted.out)
    expect(records.length).toBe(10)
    expect(records.map(({ payload }) => payload)).toContain("'=1+1")
    expect(redacted.out).not.toContain(secret)
    expect(whole.out).toContain(secret)
  })

  test('writes a trace of a session and of a HAR', async () => {
    const entry = (at: number) => ({
      startedDateTime: new Date(1_790_000_000_000 + at).toISOString(),
      time: 20,
      request: { method: 'GET', url: 'http://site.test/quotes', httpVersion: 'HTTP/1.1', headers: [], bodySize: 0 },
      response: { status: 200, content: { size: 9, mimeType: 'application/json', text: `{"n":${1000 + at}}` } },
      timings: { send: 0, wait: 19, receive: 1 },
    })
    const entries = Array.from({ length: 9 }, (_, index) => entry(index * 1000))
    const har = write(
      'log.har',
      JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries } }),
    )
    const ran = await Promise.all([
      duplex(['convert', session, '--to', 'trace', '--out', join(folder, 'session.json')]),
      duplex(['convert', har, '--to', 'trace', '--out', join(folder, 'har.json')]),
    ])
    expect(ran.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ])
    const slices = (name: string) =>
      (JSON.parse(text(name)) as { traceEvents: { ph: string }[] }).traceEvents.filter(({ ph }) => ph === 'X').length
    expect([slices('session.json'), slices('har.json')]).toEqual([9, 9])
    expect(text('session.json')).not.toContain(secret)
  })

  test('writes a HAR of a session, without secrets, which is analysed as the session is', async () => {
    const out = join(folder, 'session.har')
    const ran = await duplex(['convert', session, '--to', 'har', '--out', out])
    expect(ran).toEqual({ code: 0, out: '', err: '' })
    expect(text('session.har')).not.toContain(secret)
    const [har, whole] = await Promise.all(
      [out, session].map(async (file) => JSON.parse((await duplex(['analyze', file, '--json'])).out) as Analysis),
    )
    expect(har).toEqual(whole)
  })

  test('writes a session of a HAR, compressed where its name says so, and an HTML report as `duplex report` does', async () => {
    await duplex(['convert', session, '--to', 'har', '--out', join(folder, 'of-session.har'), '--no-redact'])
    const har = join(folder, 'of-session.har')
    const back = join(folder, 'back.duplex.ndjson.gz')
    const html = join(folder, 'report.html')
    const ran = await Promise.all([
      duplex(['convert', har, '--to', 'session', '--out', back, '--no-redact']),
      duplex(['convert', har, '--to', 'html', '--out', html]),
      duplex(['convert', har, '--to', 'session', '--out', '-']),
    ])
    expect(ran.map(({ code, err }) => [code, err])).toEqual(ran.map(() => [0, '']))
    const [header, ...events] = gunzipSync(readFileSync(back)).toString().split('\n')
    expect(JSON.parse(header!)).toMatchObject({ browser: 'Firefox 153', redacted: false })
    expect(events.slice(0, -1).map((line) => JSON.parse(line))).toEqual(story)
    expect(text('report.html')).toMatch(/^<!doctype html>/i)
    expect(text('report.html') + ran[2].out).not.toContain(secret)
    expect(JSON.parse(ran[2].out.slice(0, ran[2].out.indexOf('\n')))).toMatchObject({ redacted: true })
  })

  test('each redaction of a session is told at its end, through other formats and back', async () => {
    const once = join(folder, 'once.har')
    const twice = join(folder, 'twice.ndjson')
    await duplex(['convert', session, '--to', 'har', '--out', once])
    await duplex(['convert', once, '--to', 'session', '--out', twice])
    await duplex(['convert', twice, '--to', 'session', '--out', join(folder, 'copied.ndjson'), '--no-redact'])
    for (const name of ['twice.ndjson', 'copied.ndjson']) {
      const lines = text(name).trimEnd().split('\n')
      const [header, ...told] = [lines[0]!, ...lines.slice(-3)].map((line) => JSON.parse(line))
      expect(header).toMatchObject({ redacted: true })
      expect(told.map(({ type, values }) => (type === 'redaction' ? values : type))).toEqual([expect.any(String), 2, 2])
      // Its ends are for the person who exports it.
      expect(lines.at(-2)).toContain('"first":"•••••••• (20 characters)"')
    }
    expect(text('copied.ndjson').split('\n').slice(1)).toEqual(text('twice.ndjson').split('\n').slice(1))
  })

  test('writes a HAR of a HAR, and of what a truncated file holds', async () => {
    const out = join(folder, 'again.har')
    await duplex(['convert', session, '--to', 'har', '--out', join(folder, 'first.har')])
    const [again, cut] = await Promise.all([
      duplex(['convert', join(folder, 'first.har'), '--to', 'har', '--out', out, '--no-redact']),
      duplex(['convert', write('short.ndjson', content.slice(0, -40)), '--to', 'har', '--out', '-']),
    ])
    expect(again).toEqual({ code: 0, out: '', err: '' })
    expect(text('again.har')).toBe(text('first.har'))
    expect([cut.code, JSON.parse(cut.out).log.entries.length]).toEqual([2, 10])
    expect(cut.err).toMatch(/^duplex: .*ends in the middle of line \d+; everything before it was read\n$/)
  })

  test('reads standard input where one reading is enough, and says where it is not', async () => {
    const [streams, messages] = await Promise.all([
      duplex(['convert', '-', '--to', 'csv', '--out', '-'], content),
      duplex(['convert', '-', '--to', 'trace', '--out', '-'], content),
    ])
    expect([streams.code, recordsOf(streams.out).length]).toEqual([0, 2])
    expect([messages.code, messages.out]).toEqual([2, ''])
    expect(messages.err).toMatch(/^duplex: standard input: cannot be read twice.*\n$/)
  })

  test('writes what a truncated file holds, with one line on what is wrong and exit code 2', async () => {
    const cut = write('cut.ndjson', content.slice(0, -40))
    const { code, out, err } = await duplex(['convert', cut, '--to', 'csv', '--of', 'messages', '--out', '-'])
    expect([code, recordsOf(out).length]).toEqual([2, 9])
    expect(err).toMatch(/^duplex: .*ends in the middle of line \d+; everything before it was read\n$/)
  })
})

describe('one clear line and exit code 2', () => {
  const csv = ['--to', 'csv', '--out']
  test.each([
    ['no format', ['convert', session, '--out', '-'], /no --to given: session, csv, trace, har, /],
    [
      'an unknown format',
      ['convert', session, '--to', 'xls', '--out', '-'],
      /'xls' is not a format; session, csv, trace, .*are/,
    ],
    ['an unknown part', ['convert', session, '--to', 'csv', '--of', 'x', '--out', '-'], /it has streams and messages/],
    ['no target', ['convert', session, '--to', 'csv'], /no --out given/],
    ['no file', ['convert', '--to', 'csv', '--out', '-'], /no FILE given/],
    ['a file that is not there', ['convert', '/nowhere', '--to', 'trace', '--out', '-'], /cannot be read \(ENOENT\)/],
    ['a file that is no capture', ['convert', notes, '--to', 'har', '--out', '-'], /neither/],
    ['the source as target', ['convert', session, ...csv, session], /is the file that is read/],
    ['a target in no folder', ['convert', session, ...csv, '/nowhere/x.csv'], /cannot be written \(ENOENT\)/],
    ['a folder as target', ['convert', session, ...csv, folder], /cannot be written \(it is a folder\)/],
    ['a device that is full', ['convert', session, ...csv, '/dev/full'], /cannot be written \(ENOSPC\)/],
  ])('for %s', async (_name, words, sentence) => {
    const ran = await duplex(words)
    expect(ran.err).toMatch(sentence)
    expect(ran.err.trimEnd().split('\n').length).toBe(1)
    expect([ran.code, ran.out]).toEqual([2, ''])
  })

  // A limit of the shell stands for a disk that is full.
  test.skipIf(process.platform === 'win32')('for a disk that gets full: the old file stays as it was', async () => {
    const target = write('old.csv', 'old')
    const long = [...page(), ...connection('websocket', [[200, '<', 'x'.repeat(100_000)]])].map(eventLine).join('')
    const source = write('long.ndjson', headerLine({ browser: '', redacted: true, createdAt: 1 }) + long)
    const words = [...command, 'convert', source, '--to', 'csv', '--of', 'messages', '--out', target]
    const before = readdirSync(folder)
    const run = `ulimit -f 32; exec ${[process.execPath, ...words].map((word) => `'${word}'`).join(' ')}`
    const ran = await runCommand('bash', ['-c', run])
    expect(ran.err).toMatch(/^duplex: .*old\.csv: cannot be written \(EFBIG\)\n$/)
    expect([ran.code, text('old.csv'), readdirSync(folder)]).toEqual([2, 'old', before])
  })
})

describe('a file that is written whole or not at all', () => {
  async function* breaking() {
    yield 'new'
    throw new Error('broken')
  }
  async function* good() {
    yield 'new'
  }

  test('keeps the old one where its text breaks off, and leaves nothing beside it', async () => {
    const target = write('kept.txt', 'old')
    const before = readdirSync(folder)
    await expect(writeFileWhole(target, breaking())).rejects.toThrow('broken')
    expect([text('kept.txt'), readdirSync(folder)]).toEqual(['old', before])
  })

  test('goes where a link leads, and the link stays', async () => {
    const target = write('linked.txt', 'old')
    symlinkSync(target, join(folder, 'link.txt'))
    await writeFileWhole(join(folder, 'link.txt'), good())
    expect(text('linked.txt')).toBe('new')
    await writeFileWhole(join(folder, 'fresh.txt'), good())
    expect(text('fresh.txt')).toBe('new')
  })
})
