import type { RequestProgress } from '../base/request-progress.ts'
import { bodyFields } from './body-fields.ts'
import { namesBackCursor, namesCacheBuster, namesPage, type ParameterClass, parameterClass } from './parameter-class.ts'
import { createPartValues, isNewText, isTypedOn, noteTaken, noteValue, type PartValues } from './part-values.ts'
import type { RequestParts } from './request-parts.ts'

/** Least length of a value that is looked for in an answer: shorter ones stand in it by chance. */
const minTakenLength = 3
/** Places of an answer that are looked at. */
const maxPlaces = 32

/** Whether a part of a request may be taken from an answer: its name does not say that it is a page number, or different each time. */
const mayBeTaken = (name: string, kind: ParameterClass | 'path') =>
  kind !== 'text' && !(kind === 'page' && namesPage(name)) && !(kind === 'cache-buster' && namesCacheBuster(name))

/** Whether an answer holds a value, and not only a longer word that holds it. */
export function standsIn(answer: string, value: string): boolean {
  if (value.length < minTakenLength) return false
  for (let place = 0, at = answer.indexOf(value); at >= 0 && place < maxPlaces; place++) {
    if (!isWord(answer[at - 1]) && !isWord(answer[at + value.length])) return true
    at = answer.indexOf(value, at + 1)
  }
  return false
}

/** Values in a row that are less than the one before, as numbers or dates, from which on they go back. */
const minFalling = 2

// Fields and parameters that number the requests.
const numberName =
  /^(_?id|seq|sequence|nonce|tag|txn|call|draw|__?\w*|.*req(uest)?_?(id|no|num)?|time\w*|now|ts|date)$/i

/** Whether a part's values may name what is asked for. Ids of sessions, cache-busters and cursors do not, nor do numbers of requests. */
const mayNameThing = (name: string, kind: ParameterClass | 'path') =>
  kind === 'path' || ((kind === 'stable' || kind === 'page' || kind === 'text') && !numberName.test(name))

const isWord = (unit: string | undefined) => unit !== undefined && /[\w-]/.test(unit)

/** The progress of a request that has the values of the one before. */
export const progressOf = ({ cursor, readsBack, page, cacheBusted }: RequestParts): RequestProgress => ({
  cursor,
  readsBack,
  fromAnswer: false,
  typed: false,
  newText: false,
  otherThing: false,
  page,
  cacheBusted,
})

/**
 * Notes a value of a part of the URL, or of a field of the body.
 * @param answer the last answer to a request of the shape, if it was seen
 * @returns whether the part belongs to the key no longer, or does again
 */
export function noteProgress(
  progress: RequestProgress,
  values: PartValues,
  { name, value, kind }: { name: string; value: string; kind: ParameterClass | 'path' },
  { at, answer }: { at: number; answer: string | undefined },
): boolean {
  const isOther = value !== values.last
  const isUnknown = isOther && values.seen.size > 0 && !values.seen.has(value)
  const isTaken = isOther && answer !== undefined && mayBeTaken(name, kind) && standsIn(answer, value)
  if (isOther && values.seen.size > 0) noteTaken(values, isTaken)
  const isChanged = noteValue(values, value, at)
  const isRandom = kind === 'session' || (kind === 'cache-buster' && namesCacheBuster(name))
  const goesBack = values.falling >= minFalling && !isRandom
  if (kind === 'cursor' || values.taken > 0 || goesBack) {
    progress.cursor = value
    progress.readsBack = namesBackCursor(name) || goesBack
    progress.fromAnswer ||= isTaken
  }
  if (isOther) {
    progress.typed ||= isTypedOn(values)
    progress.newText ||= values.taken === 0 && isNewText(values)
    progress.otherThing ||= isUnknown && values.returns === 0 && mayNameThing(name, kind)
  }
  return isChanged
}

/** The fields of the bodies of a shape, by name. */
export type FieldValues = Map<string, PartValues>

/** Most fields of a shape that are followed. */
const maxFieldsOfShape = 64

/** Notes the fields of a request's body, which never belong to the key. */
export function noteFields(
  progress: RequestProgress,
  fields: FieldValues,
  body: string | undefined,
  when: { at: number; answer: string | undefined },
): void {
  for (const { name, value } of bodyFields(body)) {
    const kind = parameterClass(name, value)
    let values = fields.get(name)
    if (!values) {
      if (fields.size >= maxFieldsOfShape) continue
      values = createPartValues(kind)
      fields.set(name, values)
    }
    noteProgress(progress, values, { name, value, kind }, when)
  }
}
