import type { Value } from '../structure.ts'

/** A text within a document of octets: what is written between two places, in UTF-8. */
export interface OctetValue extends Value {
  from: number
  to: number
  isName: boolean
}

/** A text in UTF-8; undefined where the octets are none. */
export function utf8Text(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)
  } catch {
    return undefined
  }
}

/** Most values within one another that are read: hostile octets could nest without end. */
export const maxDepth = 200
