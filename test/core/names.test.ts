import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { sourcesIn, textOf } from '../imports.ts'

/** The names that a file exports, types included. */
const exportsOf = (file: string): string[] =>
  parseSync(file, textOf(file)).module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName }) => exportName.name ?? []),
  )

test('no two files of the core export one name', () => {
  const files = new Map<string, string[]>()
  for (const file of sourcesIn('src/core'))
    for (const name of new Set(exportsOf(file))) files.set(name, [...(files.get(name) ?? []), file])
  expect(files.size).toBeGreaterThan(300)
  expect([...files].filter(([, of]) => of.length > 1)).toEqual([])
})
