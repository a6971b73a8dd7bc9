import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { analyzeFile } from '../../src/cli/analyze.ts'
import { convert } from '../../src/cli/convert.ts'
import { CommandProblem, exitCodes } from '../../src/cli/problem.ts'
import { createSession } from '../../src/core/session/session.ts'
import { exportFormats } from '../../src/format/export/formats.ts'
import { damagedFiles } from '../format/damage.ts'
import { screenWords } from '../panel/screen-words.ts'

const folder = mkdtempSync(join(tmpdir(), 'duplex-damaged-'))
afterAll(() => rmSync(folder, { recursive: true }))

const filesIn = (place: string, fits: RegExp) => {
  const path = fileURLToPath(new URL(`../${place}/`, import.meta.url))
  return readdirSync(path)
    .filter((name) => fits.test(name))
    .map((name) => readFileSync(join(path, name)))
}

const formats: readonly (readonly [format: string, files: readonly Uint8Array[]])[] = [
  ['sessions', [...filesIn('format/sessions', /ndjson$/), ...filesIn('data/captures', /ndjson$/)]],
  ['HARs', filesIn('data/captures', /har$/)],
  ['dumps of webrtc-internals', filesIn('data/dumps', /internals/)],
  ['dumps of rtcstats', filesIn('data/dumps', /rtcstats/)],
]

/** Files of each format. */
const count = 224

/** A sentence for people: one line, without a stack, and without what a terminal would obey. */
function expectSentence(said: string, why: string): void {
  expect(said, why).not.toMatch(/\n\s*at |\[object|undefined|\bTypeError\b|\bRangeError\b|\bSyntaxError\b/)
  expect(said.trim(), why).not.toBe('')
  expect(said, why).not.toContain('\n')
}

test.each(formats)(
  'of %s that are damaged in every way, each is read as far as it goes, or refused in one sentence',
  async (_format, files) => {
    const seed = Date.now() >>> 0
    console.log(`seed ${seed}`)
    const path = join(folder, 'damaged')
    let read = 0
    for (const { name, seed: own, bytes } of damagedFiles(files, count, seed)) {
      const why = `seed ${own}: ${name}`
      writeFileSync(path, bytes)
      const session = createSession()
      try {
        const { analysis, problem, exitCode } = await analyzeFile(path, { session })
        expect(exitCode, why).toBe(problem === undefined ? exitCodes.done : exitCodes.usage)
        if (problem !== undefined) expectSentence(problem, why)
        // Whatever the panel would show can be put into words.
        expect(screenWords(session), why).toContain('[')
        expect(JSON.parse(JSON.stringify(analysis)), why).toEqual(analysis)
        read++
      } catch (error) {
        if (!(error instanceof CommandProblem)) throw new Error(why, { cause: error })
        expect(error.exitCode, why).toBe(exitCodes.usage)
        expectSentence(error.message, why)
      }
    }
    expect(read).toBeGreaterThan(count / 20)
  },
  120_000,
)

test.each(formats)(
  'what can be read of damaged %s can be written in any format',
  async (_format, files) => {
    const seed = Date.now() >>> 0
    console.log(`seed ${seed}`)
    const [path, out] = [join(folder, 'damaged'), join(folder, 'out')]
    for (const [index, { name, seed: own, bytes }] of [...damagedFiles(files, 56, seed)].entries()) {
      writeFileSync(path, bytes)
      const texts = exportFormats.filter((format) => 'write' in format)
      const format = texts[index % texts.length]!
      const asked = { command: 'convert', files: [path], format, out, redact: index % 2 === 0, labels: {} } as const
      await convert(asked, (said) => expectSentence(said, `seed ${own}`)).catch((error) => {
        if (!(error instanceof CommandProblem))
          throw new Error(`seed ${own}: ${name} to ${format.id}`, { cause: error })
      })
    }
  },
  120_000,
)
