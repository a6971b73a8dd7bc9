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

/** The parts of a log that Duplex wrote (../har/duplex-member.ts), in the order of their first events. */
export interface DuplexParts {
  version: number
  parts: DuplexPart[]
}

/** Collects the parts while the file is read through. */
export interface DuplexPartsReader {
  /** @returns the number of parts so far */
  add(part: Extract<LogPart, { marks: unknown }>): number
  /** @param version as `log.creator` tells it */
  version(version: unknown): void
  /**
   * @returns undefined where the log is not all of Duplex's making, or of a version that is not known: where tools have added entries of
   *   their own, all are read by what HAR says
   */
  end(): DuplexParts | undefined
}

/** Without any part yet. */
export function createDuplexParts(): DuplexPartsReader {
  let parts: DuplexPart[] | undefined = []
  let told: unknown
  let count = 0
  return {
    add({ kind, from, to, marks }) {
      const first = Number(marks.first)
      if (Number.isInteger(first)) parts?.push({ first, isEntry: kind === 'entry', from, to })
      else parts = undefined
      return ++count
    },
    version(version) {
      told = version
    },
    end() {
      if (!parts || typeof told !== 'number' || !Number.isInteger(told) || told < 1 || told > currentVersion)
        return undefined
      parts.sort((a, b) => a.first - b.first)
      return { version: told, parts }
    },
  }
}
