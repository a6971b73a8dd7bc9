import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { headerLine } from '../../src/format/session/write.ts'
import { builtCommand, startCommand } from './run-command.ts'

// What the readers of any file are allowed.
const mostMemory = 400 // MB, resident
const mostSilence = 10_000 // ms

const folder = mkdtempSync(join(tmpdir(), 'duplex-sizes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const command = await builtCommand()
// Tells the peak of the process when it ends.
const telling = join(folder, 'telling.mjs')
writeFileSync(
  telling,
  `import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)))`,
)

const at = 1_790_000_000_000
const header = headerLine({ browser: '', redacted: false, createdAt: at })
const line = (event: object) => `${JSON.stringify(event)}\n`
const page = line({ type: 'document', at, doc: 'd', url: 'https://a.test/', context: 'page' })
const asked = (id: number, url: string) =>
  line({ type: 'request', at: at + id, doc: 'd', id, api: 'fetch', method: 'GET', url }) +
  line({ type: 'finish', at: at + id + 1, doc: 'd', id, outcome: 'ok', text: `${id}`, bytes: 5 })
const word = (number: number) => number.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)
const entry = (index: number) =>
  `{"startedDateTime":"${new Date(at + index).toISOString()}","time":1,"request":{"method":"GET","url":"https://h${index}.test/x"},"response":{"status":200}}`

function* times(count: number, make: (index: number) => string): Generator<string> {
  for (let index = 0; index < count; index++) yield make(index)
}

const files: Readonly<Record<string, () => Generator<string | Uint8Array>>> = {
  'one line of 300 MB': function* () {
    yield header
    yield* times(300, () => 'x'.repeat(1e6))
  },
  'a million documents': function* () {
    yield header
    yield* times(1e6, (n) =>
      line({ type: 'document', at: at + n, doc: `d${n}`, url: `https://a${n}.test/`, context: 'page' }),
    )
  },
  '300,000 endpoints of 5,000 servers, asked three times each': function* () {
    yield header + page
    yield* times(900_000, (n) => asked(n, `https://h${Math.floor(n / 3) % 5000}.test/${word(Math.floor(n / 3))}`))
  },
  'a HAR of 300,000 entries': function* () {
    yield '{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":['
    yield* times(300_000, (n) => (n > 0 ? ',' : '') + entry(n))
    yield ']}}'
  },
  'a dump of a million peer connections': function* () {
    yield `RTCStatsDump\n${line({ fileFormat: 3, url: 'https://a.test', startTime: at })}`
    yield* times(1e6, (n) => line(['create', `PC_${n}`, {}, 'https://a.test', 1]))
  },
  'a hundred million brackets': function* () {
    yield header
    yield* times(100, () => '['.repeat(1e6))
  },
  'three gigabytes of zeros in gzip': function* () {
    const member = gzipSync(Buffer.alloc(1e8))
    yield gzipSync(header)
    for (let index = 0; index < 30; index++) yield member
  },
}

describe.each(Object.entries(files))('%s', (name, content) => {
  const path = join(folder, name)

  test.each([
    ['analyze', '--json'],
    ['report', '--out', join(folder, 'report.html')],
    ['convert', '--to', 'har', '--out', join(folder, 'out.har')],
    ['convert', '--to', 'csv', '--of', 'messages', '--out', join(folder, 'out.csv')],
  ])('%s takes the memory of any file, and says something every ten seconds', async (verb, ...options) => {
    const file = openSync(path, 'w')
    for (const piece of content()) writeSync(file, piece as string)
    closeSync(file)
    const peak = join(folder, 'peak')
    process.env['PEAK'] = peak
    const words = ['--import', pathToFileURL(telling).href, ...command, verb, path, ...options]
    const { child, ended } = startCommand(process.execPath, words)
    child.stdin.end()
    let silence = 0
    let heardAt = performance.now()
    const heard = () => {
      silence = Math.max(silence, performance.now() - heardAt)
      heardAt = performance.now()
    }
    child.stdout.on('data', heard)
    child.stderr.on('data', heard)
    const { code, err } = await ended
    heard()
    expect([0, 2]).toContain(code)
    expect(err).not.toMatch(/\n\s+at /)
    expect(Number(readFileSync(peak, 'utf8')) / 1024).toBeLessThan(mostMemory)
    expect(silence).toBeLessThan(mostSilence)
  })
})
