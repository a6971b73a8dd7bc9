import type { Bytes } from '../../core/base/units.ts'
import { currentVersion } from '../session/session-file.ts'
import type { LogPart } from './split-log.ts'

/** Position of an entry of a Duplex log, or of an element of `log._duplex`. */
export interface DuplexPart {
  /** Place in the session of the first of its events. */
  first: number
  isEntry: boolean
  from: Bytes
  to: Bytes
}

/** The parts of a log that Duplex wrote (../har/duplex-member.ts). */
export interface DuplexParts {
  version: number
  /** In the order of their first events. */
  parts(): Iterable<DuplexPart>
}

/** Collects the parts while the file is read through. */
export interface DuplexPartsReader {
  /** @param version as `log.creator` tells it */
  version(version: unknown): void
  add(part: Extract<LogPart, { marks: unknown }>): void
  /** Whether all so far is of Duplex's making, of a version that is known. */
  areAll(): boolean
  count(): number
  /**
   * @returns undefined where the log is not all of Duplex's making: where tools have added entries of their own, all are read by what HAR
   *   says
   */
  end(): DuplexParts | undefined
}

/** Parts that are read: their places take some 30 bytes each. A session of 1 GB of short polls has half a million. */
export const mostParts = 4_000_000

/** Without any part yet. */
export function createDuplexParts(): DuplexPartsReader {
  // Columns take a quarter of the memory of an object for each part. A negative place of the end marks an element of `log._duplex`.
  let columns = new Float64Array(3 * 1024)
  let count = 0
  let isWhole = true
  let told: number | undefined

  function* parts(): Generator<DuplexPart> {
    const order = new Uint32Array(count)
    for (let index = 0; index < count; index++) order[index] = index * 3
    order.sort((a, b) => columns[a]! - columns[b]!)
    for (const at of order) {
      const end = columns[at + 2]!
      yield { first: columns[at]!, isEntry: end > 0, from: columns[at + 1]!, to: Math.abs(end) }
    }
  }

  const areAll = () => isWhole && told !== undefined
  return {
    version(version) {
      if (typeof version !== 'number' || !Number.isInteger(version)) return
      if (version >= 1 && version <= currentVersion) told = version
    },
    add({ kind, from, to, marks }) {
      const first = Number(marks.first)
      isWhole &&= Number.isInteger(first)
      if (!isWhole) return
      if (count * 3 === columns.length) {
        const more = new Float64Array(columns.length * 2)
        more.set(columns)
        columns = more
      }
      columns.set([first, from, kind === 'entry' ? to : -to], count++ * 3)
    },
    areAll,
    count: () => count,
    end: () => (areAll() ? { version: told!, parts } : undefined),
  }
}
