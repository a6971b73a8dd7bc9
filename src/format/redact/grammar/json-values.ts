import { jsonEscapes } from '../coding/json-escapes.ts'
import { type Box, createBox, type Value } from '../structure.ts'

/** A value of a JSON text, and where it is written: of a string, what is between its quotes. */
export interface JsonValue extends Value {
  from: number
  to: number
  kind: 'string' | 'number' | 'name'
}

/** The values of a JSON text in order, and where it ends. */
export interface JsonValues {
  values: JsonValue[]
  /** Index after the last character that was read. */
  to: number
  /** It is whole; else the text ended within it, or went on as no JSON does. */
  isClosed: boolean
  /** Index of its last member, or element, that was still open at the end. */
  open: number
}

const quote = 0x22
const backslash = 0x5c

/** Index of the end of a string: of its closing quote, of a line end, since JSON has none in strings, or of the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quote || unit === 10 || unit === 13) return at
    if (unit === backslash) at++
  }
  return text.length
}

const bare = /-?\d[\d.eE+-]*|(?:true|false|null)\b/y

/**
 * Reads JSON from an index of a text, also where the text was cut in the middle. Nothing is parsed into objects, so that depth costs nothing.
 * @param from index of a `{` or `[`
 */
export function readJson(text: string, from: number): JsonValues {
  const values: JsonValue[] = []
  let box: Box | undefined
  let name: string | undefined
  let open = from
  for (let at = from; at < text.length; at++) {
    const unit = text[at]!
    if (unit === ' ' || unit === '\n' || unit === '\r' || unit === '\t' || (unit === ':' && box)) continue
    if (unit === '{' || unit === '[') {
      if (box && name !== undefined) box.names.push(name)
      box = createBox(unit === '[', name ?? (box?.isList ? box.name : undefined), box)
      name = undefined
      open = at + 1
    } else if (unit === '}' || unit === ']') {
      if (!box || box.isList !== (unit === ']')) return { values, to: at, isClosed: false, open }
      box = box.parent
      name = undefined
      if (!box) return { values, to: at + 1, isClosed: true, open: at + 1 }
    } else if (unit === ',' && box) {
      name = undefined
      open = at + 1
    } else if (unit === '"' && box) {
      const start = at + 1
      const to = Math.min(endOfString(text, start), text.length)
      const string = text.slice(start, to)
      const said = jsonEscapes.decode(string)!
      at = to
      const isClosed = text[to] === '"'
      if (!box.isList && name === undefined && isClosed) {
        name = said
        values.push({ kind: 'name', name: undefined, box: undefined, text: said, from: start, to })
      } else add(box, { kind: 'string', name: nameIn(box), box, text: said, from: start, to })
      if (!isClosed) return { values, to, isClosed: false, open }
    } else {
      bare.lastIndex = at
      const word = box && bare.exec(text)?.[0]
      if (!box || word === undefined) return { values, to: at, isClosed: false, open }
      add(box, { kind: 'number', name: nameIn(box), box, text: undefined, from: at, to: at + word.length })
      at += word.length - 1
    }
  }
  return { values, to: text.length, isClosed: false, open }

  function nameIn(inner: Box): string | undefined {
    return name ?? (inner.isList ? inner.name : undefined)
  }

  function add(inner: Box, value: JsonValue): void {
    values.push(value)
    inner.values.push(value)
    if (name !== undefined) inner.names.push(name)
  }
}
