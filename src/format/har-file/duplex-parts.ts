import type { Bytes, Moment } from '../../core/base/units.ts'
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
  /** @returns false where the part is not of Duplex's making, or one before was not: it is not collected */
  add(part: Extract<LogPart, { marks: unknown }>): boolean
  count(): number
  /** The entries among the collected parts: their positions, and the starts of their requests. */
  entries(): Iterable<{ from: Bytes; to: Bytes; start: Moment }>
  /**
   * @returns undefined where the log is not all of Duplex's making, of a version that is known: where tools have added entries of their
   *   own, all are read by what HAR says
   */
  end(): DuplexParts | undefined
}

/** Parts that are read: their places take some 40 bytes each. A session of 1 GB of short polls has half a million. */
export const mostParts = 4_000_000

/** Without any part yet. */
export function createDuplexParts(): DuplexPartsReader {
  // Columns take a quarter of the memory of an object for each part. A negative place of the end marks an element of `log._duplex`.
  const width = 4
  let columns = new Float64Array(width * 1024)
  let count = 0
  let isWhole = true
  let told: number | undefined

  const partAt = (at: number) => {
    const [first = 0, from = 0, end = 0, start = 0] = columns.subarray(at, at + width)
    return { first, from, to: Math.abs(end), isEntry: end > 0, start }
  }

  function* parts(): Generator<DuplexPart> {
    const order = new Uint32Array(count)
    for (let index = 0; index < count; index++) order[index] = index * width
    order.sort((a, b) => columns[a]! - columns[b]!)
    for (const at of order) yield partAt(at)
  }

  return {
    version(version) {
      if (typeof version !== 'number' || !Number.isInteger(version)) return
      if (version >= 1 && version <= currentVersion) told = version
    },
    add({ kind, from, to, marks }) {
      const first = Number(marks.first)
      isWhole &&= Number.isInteger(first)
      if (!isWhole) return false
      if (count * width === columns.length) {
        const more = new Float64Array(columns.length * 2)
        more.set(columns)
        columns = more
      }
      const end = kind === 'entry' ? to : -to
      columns.set([first, from, end, Date.parse(marks.started ?? '')], count++ * width)
      return true
    },
    count: () => count,
    *entries() {
      for (let index = 0; index < count; index++) {
        const part = partAt(index * width)
        if (part.isEntry) yield part
      }
    },
    end: () => (isWhole && told !== undefined ? { version: told, parts } : undefined),
  }
}
