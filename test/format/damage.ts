import { gunzipSync, gzipSync } from 'node:zlib'
import { seeded } from '../seeded.ts'

type Random = () => number
const below = (random: Random, limit: number) => Math.floor(random() * limit)
const oneOf = <T>(random: Random, values: readonly T[]): T => values[below(random, values.length)]!

/** What takes the place of a value: of another type, beyond each limit, or what somebody would like to have executed or printed. */
const worst: readonly unknown[] = [
  ...[null, true, '', [], {}, -1, 0, 1e308, -1e308, 2 ** 53, 8.64e15, 8.64e15 + 1, 1e-320, 'NaN', '1e999', '0x10'],
  ...[
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    'javascript:alert(1)',
    '\u001b[31m\u001b]0;title\u0007',
  ],
  ...['\ud800', '\u202egnp.exe', '\0', '__proto__', 'constructor', 'x'.repeat(300_000), '🙂'.repeat(5000)],
  ...[
    'https://[::1',
    'http://user:pass@a.test:99999/',
    'data:text/html,<script>',
    '2026-02-30T25:61:61Z',
    '-271821-04-20',
  ],
  { __proto__: null, toString: 1, length: -1 },
  Array.from({ length: 2000 }, (_, index) => index),
]

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`

/** Puts something else in the place of one value of a document, at a random place. */
function mistyped(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return oneOf(random, worst)
  if (Array.isArray(value)) {
    const at = below(random, value.length)
    return value.length === 0
      ? oneOf(random, worst)
      : value.map((one, index) => (index === at ? mistyped(random, one) : one))
  }
  const names = Object.keys(value)
  if (names.length === 0) return oneOf(random, worst)
  const name = oneOf(random, names)
  const kept = { ...(value as Record<string, unknown>) }
  const child = kept[name]
  if (random() < 0.1) delete kept[name]
  else kept[random() < 0.1 ? `${name}\u0000` : name] = mistyped(random, child)
  return kept
}

/** Ways to damage a text. */
const damages: Readonly<Record<string, (random: Random, text: string) => string | Uint8Array>> = {
  truncated: (random, text) => text.slice(0, below(random, text.length)),
  'without its beginning': (random, text) => text.slice(below(random, text.length)),
  'with a part twice': (random, text) => {
    const [from, to] = [below(random, text.length), below(random, text.length)].sort((a, b) => a - b) as [
      number,
      number,
    ]
    return text.slice(0, to) + text.slice(from)
  },
  'with other octets': (random, text) => {
    const octets = Buffer.from(text)
    for (let n = below(random, 20) + 1; n > 0; n--) octets[below(random, octets.length)] = below(random, 256)
    return octets
  },
  'with its lines in another order': (random, text) =>
    text
      .split('\n')
      .map((line) => ({ line, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ line }) => line)
      .join('\n'),
  mistyped: (random, text) => {
    const lines = text.split('\n')
    for (let n = below(random, 4) + 1; n > 0; n--) {
      const at = below(random, lines.length)
      try {
        lines[at] = JSON.stringify(mistyped(random, JSON.parse(lines[at]!)))
      } catch {
        lines[at] = JSON.stringify(oneOf(random, worst))
      }
    }
    return lines.join('\n')
  },
  nested: (random, text) => {
    const deep = nested(below(random, 100_000) + 1000, oneOf(random, ['[', '{"a":']), '')
    const at = below(random, text.length)
    return text.slice(0, at) + deep + text.slice(at)
  },
  'with numbers of many digits': (random, text) =>
    text.replace(/\d+/g, (digits) =>
      random() < 0.05 ? oneOf(random, ['9'.repeat(400), '-5', '1e400', '0.1e-400', '00012']) : digits,
    ),
  'with zeros and marks': (random, text) =>
    `${oneOf(random, ['\ufeff', '\0\0\0', '\r\n\r\n', '\u2028'])}${text.replaceAll('\n', oneOf(random, ['\r\n', '\n\n\n', '\r']))}`,
  'in UTF-16': (_random, text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'gzipped and cut': (random, text) => {
    const packed = gzipSync(text)
    return packed.subarray(0, below(random, packed.length))
  },
  'gzipped with other octets': (random, text) => {
    const packed = Buffer.from(gzipSync(text))
    packed[10 + below(random, packed.length - 10)] = below(random, 256)
    return packed
  },
  'gzipped twice': (_random, text) => gzipSync(gzipSync(text)),
  empty: (random) => oneOf(random, ['', ' ', '\n', '{', '[]', 'null', '{}', '\u001f\u008b']),
}

/** A damaged file, what was done to it, and the seed that does it again. */
export interface Damaged {
  name: string
  seed: number
  bytes: Uint8Array
}

/**
 * Damages files in many ways, the same for the same seed.
 * @param files whole ones of one format, plain or gzipped
 */
export function* damagedFiles(files: readonly Uint8Array[], count: number, seed: number): Generator<Damaged> {
  const texts = files.map((file) => (file[0] === 0x1f ? gunzipSync(file) : Buffer.from(file)).toString('utf8'))
  const ways = Object.keys(damages)
  for (let index = 0; index < count; index++) {
    const random = seeded(seed + index)
    const way = ways[index % ways.length]!
    const made = damages[way]!(random, oneOf(random, texts))
    yield { name: way, seed: seed + index, bytes: typeof made === 'string' ? Buffer.from(made) : made }
  }
}
