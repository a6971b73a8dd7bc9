/** The texts of an entry that say when it began, for which page, and what it asked for. */
export interface Marks {
  started?: string
  page?: string
  url?: string
}

/** Reads them while an entry is stepped over. It is told of what is at depth 1 (the entry's own keys) and 2. */
export interface MarkReader {
  /** A new piece of the file is looked at. */
  piece(): void
  /** An entry begins. */
  begin(): void
  /** A container begins whose own keys are at depth 2. */
  opens(): void
  comma(): void
  colon(): void
  /** A text begins after the quote before `at`. */
  textBegins(at: number, depth: number): void
  /** It ends before this place. */
  textEnds(piece: Uint8Array, at: number): void
  /** The piece is over; what has begun goes on in the next. */
  keep(piece: Uint8Array): void
  end(): Marks
}

const wanted = ['startedDateTime', 'pageref', 'request', 'url'] as const
type Wanted = (typeof wanted)[number]
const octets = wanted.map((name) => [name, new TextEncoder().encode(name)] as const)

/** As long as an event may hold a URL, and room for what JSON escapes. */
const longest = 16_384

export function createMarkReader(): MarkReader {
  let marks: Marks = {}
  let atKey = true
  let outer: Wanted | undefined
  let inner: Wanted | undefined
  /** What the text under way is, if it matters. */
  let reading: 'outer key' | 'inner key' | keyof Marks | undefined
  let from = 0
  let before: Uint8Array[] = []

  function whatBegins(depth: number): typeof reading {
    if (depth === 1) {
      if (atKey) return 'outer key'
      return outer === 'startedDateTime' ? 'started' : outer === 'pageref' ? 'page' : undefined
    }
    if (outer !== 'request') return undefined
    return atKey ? 'inner key' : inner === 'url' ? 'url' : undefined
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
      if (reading === 'outer key') outer = nameOf(raw)
      else if (reading === 'inner key') inner = nameOf(raw)
      else {
        const text = raw.length > longest ? undefined : textOf(raw)
        if (text === undefined) delete marks[reading]
        else marks[reading] = text
      }
      reading = undefined
    },
    keep(piece) {
      if (reading === undefined) return
      // Of one that is far too long the rest does not matter.
      if (before.length < longest) before.push(piece.slice(from))
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

/** The text that stands between quotes in JSON. */
function textOf(raw: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(raw)
  if (!raw.includes(backslash)) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return undefined
  }
}
