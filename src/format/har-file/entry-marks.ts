/**
 * The texts of an entry that say when its request began, which page sent it, and which URL it asked for; and `first` of its `_duplex`, or
 * of an element of `log._duplex`.
 */
export interface Marks {
  started?: string
  page?: string
  url?: string
  first?: string
}

/**
 * Collects the marks while an entry is stepped over. Receives the structure at depth 1 (the entry's own keys) and depth 2.
 */
export interface MarkReader {
  /** A new piece of the file follows; positions count from its start. */
  piece(): void
  /** An entry begins. */
  begin(): void
  /** A container begins whose own keys are at depth 2. */
  opens(): void
  comma(): void
  colon(): void
  /** A string begins; its opening quote is before `at`. */
  textBegins(at: number, depth: number): void
  /** The string ends; its closing quote is at `at` in `piece`. */
  textEnds(piece: Uint8Array, at: number): void
  /** The piece ends; a string that has begun continues in the next piece. */
  keep(piece: Uint8Array): void
  /** The marks of the entry that was stepped over. */
  end(): Marks
}

const wanted = ['startedDateTime', 'pageref', 'request', 'url', '_duplex', 'first'] as const
type Wanted = (typeof wanted)[number]
const octets = wanted.map((name) => [name, new TextEncoder().encode(name)] as const)

/** Bytes of a text: the longest URL that an event may hold, with room for JSON escapes. */
const maxTextBytes = 16_384

/** The marks at depth 1, by key. */
const ofOuter: Partial<Record<Wanted, keyof Marks>> = { startedDateTime: 'started', pageref: 'page', first: 'first' }
/** The marks at depth 2, by the key at depth 1: each has the name of its key. */
const ofInner: Partial<Record<Wanted, 'url' | 'first'>> = { request: 'url', _duplex: 'first' }

/** A reader for the entries of a file, one after the other. */
export function createMarkReader(): MarkReader {
  let marks: Marks = {}
  let atKey = true
  let outer: Wanted | undefined
  let inner: Wanted | undefined
  /** The role of the string that is being read, if it matters. */
  let reading: 'outer key' | 'inner key' | keyof Marks | undefined
  let from = 0
  let before: Uint8Array[] = []
  let beforeBytes = 0

  function whatBegins(depth: number): typeof reading {
    if (depth === 1) {
      if (atKey) return 'outer key'
      return outer && ofOuter[outer]
    }
    const name = outer && ofInner[outer]
    return name && (atKey ? 'inner key' : inner === name ? name : undefined)
  }

  return {
    piece() {
      from = 0
    },
    begin() {
      marks = {}
      atKey = true
      outer = inner = reading = undefined
      before = []
      beforeBytes = 0
    },
    opens() {
      atKey = true
      inner = undefined
    },
    comma() {
      atKey = true
    },
    colon() {
      atKey = false
    },
    textBegins(at, depth) {
      reading = whatBegins(depth)
      from = at
    },
    textEnds(piece, at) {
      if (reading === undefined) return
      const last = piece.subarray(from, at)
      const raw = before.length === 0 ? last : joined([...before, last])
      before = []
      beforeBytes = 0
      if (reading === 'outer key') outer = nameOf(raw)
      else if (reading === 'inner key') inner = nameOf(raw)
      else {
        const text = raw.length > maxTextBytes ? undefined : textOf(raw)
        if (text === undefined) delete marks[reading]
        else marks[reading] = text
      }
      reading = undefined
    },
    keep(piece) {
      if (reading === undefined) return
      // A text beyond the limit is dropped, so its rest need not be kept.
      if (beforeBytes > maxTextBytes) return
      before.push(piece.slice(from))
      beforeBytes += piece.length - from
    },
    end: () => marks,
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

const backslash = 0x5c

function nameOf(raw: Uint8Array): Wanted | undefined {
  if (raw.includes(backslash)) return wanted.find((name) => name === textOf(raw))
  return octets.find(([, name]) => name.length === raw.length && name.every((octet, at) => octet === raw[at]))?.[0]
}

/** The value of a JSON string from the bytes between its quotes; undefined where they are invalid. */
function textOf(raw: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(raw)
  if (!raw.includes(backslash)) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return undefined
  }
}
