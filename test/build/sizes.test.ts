import { expect, test } from 'vitest'
import { builtSizes, sizesTable, writtenSizes } from '../../src/build/sizes.ts'

// Another version of a compressor differs by a few bytes, a small change of the sources by a little more.
const tolerance = 0.03

const advice = 'Run `npm run sizes`, which writes the built sizes into test/bench/README.md.'

test('the document has a size for every built part, and for no other', () => {
  const partsOf = (sizes: readonly { part: string }[]) => sizes.map(({ part }) => part)
  expect(partsOf(writtenSizes()), advice).toEqual(partsOf(builtSizes()))
})

test(`the document has the sizes of what was built, within ${tolerance * 100} %`, () => {
  const written = new Map(writtenSizes().map((size) => [size.part, size]))
  const differs = (told: number | undefined, built: number | undefined) =>
    Math.abs((told ?? 0) - (built ?? 0)) > tolerance * (built ?? 0)
  const wrong = builtSizes().filter(({ part, plain, gzipped }) => {
    const told = written.get(part)
    return differs(told?.plain, plain) || differs(told?.gzipped, gzipped)
  })
  expect(wrong, `${advice}\nBuilt now:\n${sizesTable(wrong)}`).toEqual([])
})
