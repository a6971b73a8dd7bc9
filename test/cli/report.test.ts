import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eventLine, headerLine } from '../../src/format/session/write.ts'
import { every, page } from '../core/story.ts'
import { builtCommand, root, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-report-'))
afterAll(() => rmSync(folder, { recursive: true }))

const command = await builtCommand()
const duplex = (words: string[], input?: string | Uint8Array) =>
  runCommand(process.execPath, [...command, ...words], input)

const secret = 'q8Zk2Wv9Xr4Tn7Lb3Pd6'
const story = [...page(), ...every(1000, 8, () => ({ url: `/data?access_token=${secret}` }))]
const session = headerLine({ browser: 'Firefox 153', redacted: false, createdAt: 1 }) + story.map(eventLine).join('')
const file = join(folder, 'session.duplex.ndjson')
writeFileSync(file, session)
const out = join(folder, 'report.html')

test('a report is written whole, without secrets, and with nothing beside it', async () => {
  const { code, out: printed, err } = await duplex(['report', file, '--out', out])
  expect([code, printed, err]).toEqual([0, '', ''])
  const html = readFileSync(out, 'utf8')
  expect(html).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
  expect(html).toContain('AJAX polling, high confidence.')
  expect(html).toContain('Firefox 153')
  expect(html).not.toContain(secret)
  expect(readdirSync(folder).sort()).toEqual(['report.html', 'session.duplex.ndjson'])
})

test('the command runs from its sources, too', async () => {
  const { code, out: html, err } = await runCommand('npm', ['run', '-s', 'duplex', '--', 'report', file, '--out', '-'])
  expect([code, err]).toEqual([0, ''])
  expect(html).toContain('prefers-color-scheme: dark')
  expect(html).toContain('AJAX polling, high confidence.')
})

test('standard input can be read, and standard output written, with the secrets where that is asked for', async () => {
  const { code, out: html, err } = await duplex(['report', '-', '--out', '-', '--no-redact'], session)
  expect([code, err]).toEqual([0, ''])
  expect(html).toMatch(/<\/html>\n$/)
  expect(html).toContain(secret)
})

test('of a damaged file, the report tells what could be read and what could not', async () => {
  const damaged = `${session}{"type":"request"\n`
  const { code, out: html, err } = await duplex(['report', '-', '--out', '-'], damaged)
  expect(code).toBe(2)
  expect(err).toMatch(/^duplex: standard input: .+\n$/)
  const [, problem = ''] = /^duplex: standard input: (.+)\n$/.exec(err) ?? []
  expect(html).toContain(problem.replaceAll('"', '&quot;'))
  expect(html).toContain('AJAX polling, high confidence.')
})

test('a HAR and a WebRTC dump have reports, too', async () => {
  const har = await duplex(['report', join(root, 'test/data/captures/15-paces-told-wrong.har'), '--out', '-'])
  expect(har.code).toBe(0)
  expect(har.out).toContain('AJAX polling')
  const dump = await duplex(['report', join(root, 'test/data/dumps/chromium-156-internals.gz'), '--out', '-'])
  expect(dump.code).toBe(0)
  expect(dump.out).toContain('The page made an RTCPeerConnection.')
})

test.each([
  ['no --out given', ['report', file]],
  ['no FILE given', ['report', '--out', out]],
  ['is the file that is read', ['report', file, '--out', file]],
  ['cannot be read', ['report', join(folder, 'nothing'), '--out', join(folder, 'none.html')]],
])('a wrong use is told in a sentence: %s', async (what, words) => {
  const { code, err } = await duplex(words)
  expect(code).toBe(2)
  expect(err).toContain(what)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(existsSync(join(folder, 'none.html'))).toBe(false)
  expect(readFileSync(file, 'utf8')).toBe(session)
})
