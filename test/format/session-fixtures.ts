import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('./sessions/', import.meta.url))

/** The names of the session files that are kept, of all versions. */
export const fixtures: readonly string[] = readdirSync(folder).sort()

/** The bytes of a kept session file. */
export const fixtureBytes = (name: string): Uint8Array => readFileSync(folder + name)

/** The lines of a kept session file, parsed: the header, then the events. */
export const fixtureLines = (name: string): unknown[] =>
  readFileSync(folder + name, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
