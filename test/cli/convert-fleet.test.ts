import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, describe, expect, test } from 'vitest'
import { connection, every, page } from '../core/story.ts'
import { inOrder } from '../format/export/exported.ts'
import { fileOf, msLater } from '../format/export/fleet/generated.ts'
import { builtCommand, root, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-convert-fleet-'))
afterAll(() => rmSync(folder, { recursive: true }))

const command = await builtCommand()
const convert = (...words: string[]) =>
  runCommand(process.execPath, [...command, 'convert', ...words, '--to', 'parquet'])
const done = { code: 0, out: '', err: '' }

const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const secret = 'Zx8Qw3Er7Ty2Ui9Op4As'
const story = (n: number) =>
  msLater(
    inOrder([
      ...page(),
      ...every(1000, 6, (index) => ({ url: `/feed?access_token=${secret}&since=${index}` })),
      ...connection('websocket', [[200, '<', `{"access_token":"${secret}","n":${n}}`]]),
    ]),
    n * 1000,
  )
const [a, b, c] = [0, 1, 2].map((n) => write(`${n}.ndjson`, fileOf(story(n)))) as [string, string, string]

/** All files of a folder, with their content. */
const filesOf = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(path, file), readFileSync(file, 'latin1')]),
  )

/** All rows of a table, in order of their files' names. */
async function rowsOf(path: string, table: string): Promise<Record<string, unknown>[]> {
  const files = Object.keys(filesOf(path)).filter((file) => file.startsWith(`${table}/`))
  const rows: Record<string, unknown>[] = []
  for (const file of files)
    rows.push(...(await parquetReadObjects({ file: await asyncBufferFromFile(join(path, file)) })))
  return rows
}

const filesAndReleases = async (path: string) =>
  (await rowsOf(path, 'sessions')).map(({ file, release }) => [file, release]).sort()

describe('many sessions as Parquet', () => {
  test('are a part in each table and day, without secrets', async () => {
    const lake = join(folder, 'plain')
    expect(await convert(a, b, '--out', lake)).toEqual(done)
    const files = filesOf(lake)
    const names = Object.keys(files)
      .map((file) => file.replace(/[0-9a-f]{16}/, 'X'))
      .sort()
    expect(names).toEqual(
      ['advice', 'sessions', 'streams', 'what_if'].map((table) => `${table}/day=2026-09-21/part-X.parquet`),
    )
    expect(Object.values(files).join()).not.toContain(secret)
    const [sessions, streams] = [await rowsOf(lake, 'sessions'), await rowsOf(lake, 'streams')]
    expect(sessions.map(({ file, redacted }) => [file, redacted])).toEqual([
      ['0.ndjson', true],
      ['1.ndjson', true],
    ])
    expect(new Set(streams.map(({ session }) => session))).toEqual(new Set(sessions.map(({ session }) => session)))
  })

  test('have their messages where asked, with secrets only where asked', async () => {
    const [redacted, whole] = [join(folder, 'messages'), join(folder, 'whole')]
    expect(await convert(a, '--of', 'messages', '--out', redacted)).toEqual(done)
    expect(await convert(a, '--of', 'messages', '--no-redact', '--out', whole)).toEqual(done)
    const payloads = async (lake: string) => (await rowsOf(lake, 'messages')).map(({ payload }) => payload).join()
    expect((await rowsOf(redacted, 'messages')).length).toBe(7)
    expect(await payloads(redacted)).not.toContain(secret)
    expect(await payloads(whole)).toContain(secret)
  })

  test('are the same files after the same command, whatever the order', async () => {
    const lake = join(folder, 'again')
    await convert(a, b, '--out', lake)
    const before = filesOf(lake)
    expect(await convert(b, a, '--out', lake)).toEqual(done)
    expect(Object.keys(filesOf(lake))).toEqual(Object.keys(before))
    expect(await filesAndReleases(lake)).toEqual([
      ['0.ndjson', null],
      ['1.ndjson', null],
    ])
    await convert(a, b, '--out', lake)
    expect(filesOf(lake)).toEqual(before)
  })

  test('are replaced by what a later run says of them, in all tables, and others stay', async () => {
    const lake = join(folder, 'replaced')
    await convert(a, b, '--of', 'messages', '--no-redact', '--label', 'release=1', '--out', lake)
    expect(await convert(b, c, '--label', 'release=2', '--label', 'branch=main', '--out', lake)).toEqual(done)
    expect(await filesAndReleases(lake)).toEqual([
      ['0.ndjson', '1'],
      ['1.ndjson', '2'],
      ['2.ndjson', '2'],
    ])
    const sessions = await rowsOf(lake, 'sessions')
    const idOf = (file: string) => sessions.find((one) => one['file'] === file)!['session']
    const streams = await rowsOf(lake, 'streams')
    expect(streams.map(({ session, stream }) => `${session} ${stream}`).sort()).toEqual(
      [...new Set(streams.map(({ session, stream }) => `${session} ${stream}`))].sort(),
    )
    expect(streams.length).toBe(6)
    // Nobody asked for the messages of the second session again: what was said of it before is gone.
    expect(new Set((await rowsOf(lake, 'messages')).map(({ session }) => session))).toEqual(new Set([idOf('0.ndjson')]))
    expect(sessions.find(({ file }) => file === '2.ndjson')!['labels']).toEqual({ release: '2', branch: 'main' })
  })

  test('are made good where an earlier run was killed while it moved its files', async () => {
    const lake = join(folder, 'killed')
    await convert(a, b, '--out', lake)
    const sessions = Object.keys(filesOf(lake)).find((file) => file.startsWith('sessions/'))!
    rmSync(join(lake, sessions))
    expect(await convert(b, c, '--out', lake)).toEqual(done)
    const streams = await rowsOf(lake, 'streams')
    const times = (await rowsOf(lake, 'sessions')).map(
      ({ session }) => streams.filter((one) => one['session'] === session).length,
    )
    expect(times).toEqual([2, 2])
  })

  test('are one where their content is one: a copy, or a compressed file', async () => {
    const lake = join(folder, 'copies')
    const copy = write('copy.ndjson.gz', gzipSync(readFileSync(a)))
    const ran = await convert(a, copy, '--out', lake)
    expect([ran.code, ran.err]).toEqual([0, `duplex: ${copy}: is the same session as ${a}, and is written once\n`])
    expect(await convert(copy, '--out', lake)).toEqual(done)
    expect(await filesAndReleases(lake)).toEqual([['copy.ndjson.gz', null]])
  })

  test('are HARs and dumps as well, told apart by whatever their content differs in', async () => {
    const lake = join(folder, 'mixed')
    const log = (comment: string) => {
      const request = { method: 'GET', url: 'http://site.test/', httpVersion: 'HTTP/1.1', headers: [], bodySize: 0 }
      const response = { status: 200, content: { size: 1, mimeType: 'text/plain', text: 'a' } }
      const entry = { startedDateTime: '2026-11-28T12:00:00Z', time: 20, request, response, timings: { wait: 20 } }
      return JSON.stringify({
        log: { version: '1.2', creator: { name: 'x', version: '1' }, entries: [entry], comment },
      })
    }
    const dump = join(root, 'test/data/dumps/chromium-156-rtcstats.gz')
    const ran = await convert(
      write('1.har', log('a')),
      write('2.har', log('b')),
      write('3.har', log('a')),
      dump,
      '--out',
      lake,
    )
    expect([ran.code, ran.err]).toEqual([0, expect.stringMatching(/3\.har: is the same session as .*1\.har/)])
    expect(await filesAndReleases(lake)).toEqual([
      ['1.har', null],
      ['2.har', null],
      ['chromium-156-rtcstats.gz', null],
    ])
  })

  test('are of no day where the file has no events', async () => {
    const lake = join(folder, 'empty')
    const ran = await convert(write('empty.ndjson', fileOf([])), '--out', lake)
    expect([ran.code, ran.err]).toEqual([2, expect.stringMatching(/no events/)])
    expect(Object.keys(filesOf(lake))[0]).toContain('day=__HIVE_DEFAULT_PARTITION__')
    expect(await rowsOf(lake, 'sessions')).toMatchObject([{ started_at: null, events: 0n }])
  })
})

describe('files that cannot be read', () => {
  test('are told and left out, and of a damaged one the table says what is wrong', async () => {
    const lake = join(folder, 'some')
    const cut = write('cut.ndjson', fileOf(story(5)).slice(0, -40))
    const ran = await convert(a, '/nowhere', cut, write('other.txt', 'hello'), '--out', lake)
    expect([ran.code, ran.err.trimEnd().split('\n')]).toEqual([
      2,
      [
        'duplex: /nowhere: cannot be read (ENOENT)',
        expect.stringMatching(/cut\.ndjson: .*ends in the middle of line/),
        expect.stringMatching(/other\.txt: it is neither/),
      ],
    ])
    const problems = (await rowsOf(lake, 'sessions')).map(({ file, problem }) => [file, problem])
    expect(problems).toEqual([
      ['0.ndjson', null],
      ['cut.ndjson', expect.stringMatching(/^.*ends in the middle of line/)],
    ])
  })

  test('leave no folder where all are such', async () => {
    const ran = await convert('/nowhere', '--out', join(folder, 'none'))
    expect([ran.code, ran.err, existsSync(join(folder, 'none'))]).toEqual([
      2,
      'duplex: /nowhere: cannot be read (ENOENT)\n',
      false,
    ])
  })
})

describe('one clear line and exit code 2', () => {
  test.each([
    ['standard output', [a, '--out', '-'], /need a folder/],
    ['a file as folder', [a, '--out', b], /it is a file; a folder is needed/],
    ['no folder', [a], /no --out given: a folder/],
    ['a label without a value', [a, '--out', folder, '--label', 'release'], /'release' is not a label; release=1.4 is/],
    ['a label given twice', [a, '--out', folder, '--label', 'a=1', '--label', 'a=2'], /the label a is given twice/],
    ['messages of standard input', ['-', '--of', 'messages', '--out', join(folder, 'x')], /cannot be read twice/],
  ])('for %s', async (_name, words, sentence) => {
    const ran = await convert(...words)
    expect(ran.err).toMatch(sentence)
    expect([ran.code, ran.out, ran.err.trimEnd().split('\n').length]).toEqual([2, '', 1])
  })

  test('for a part that is no Parquet file: the folder stays as it was', async () => {
    const lake = join(folder, 'foreign')
    await convert(a, '--out', lake)
    writeFileSync(join(lake, 'streams/day=2026-09-21/other.parquet'), 'hello')
    const before = filesOf(lake)
    const ran = await convert(b, '--out', lake)
    expect(ran.err).toMatch(/^duplex: .*other\.parquet: cannot be read \(.*it may hold the same sessions\n$/)
    expect([ran.code, filesOf(lake)]).toEqual([2, before])
  })

  // A limit of the shell stands for a disk that is full.
  test.skipIf(process.platform === 'win32')('for a disk that gets full: the folder stays as it was', async () => {
    const lake = join(folder, 'full')
    await convert(a, '--out', lake)
    const before = filesOf(lake)
    const long = write(
      'long.ndjson',
      fileOf(inOrder([...page(), ...connection('websocket', [[200, '<', noise(200_000)]])])),
    )
    const words = [...command, 'convert', long, '--to', 'parquet', '--of', 'messages', '--no-redact', '--out', lake]
    const run = `ulimit -f 32; exec ${[process.execPath, ...words].map((word) => `'${word}'`).join(' ')}`
    const ran = await runCommand('bash', ['-c', run])
    expect(ran.err).toMatch(/^duplex: .*full: cannot be written \(EFBIG\)\n$/)
    expect([ran.code, filesOf(lake), readdirSync(lake)]).toEqual([
      2,
      before,
      ['advice', 'sessions', 'streams', 'what_if'],
    ])
  })
})

/** Text that cannot be packed. */
function noise(length: number): string {
  let text = ''
  for (let state = 1; text.length < length; state = (state * 48_271) % 2_147_483_647) text += state.toString(36)
  return text
}
