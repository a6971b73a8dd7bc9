/** A field of a request body whose value is a text or a number. */
export interface BodyField {
  name: string
  value: string
}

/** UTF-16 units of a body that are searched for fields: cursors and typed texts stand in small bodies. */
const maxSearchedLength = 2048
/** Most fields that are taken from a body. */
const maxFields = 24
const noFields: readonly BodyField[] = []

// Each pattern takes linear time, as bodies are hostile input.
const jsonField = /"([\w.$-]{1,60})"\s{0,9}:\s{0,9}(?:"((?:[^"\\]|\\.){0,200})"|(-?\d{1,20}(?:\.\d{1,20})?))/g
const formField = /(?:^|&)([\w.$[\]%-]{1,60})=([^&]{0,200})/g

/**
 * The fields of a request body in JSON or of a form, each name once, however deep in the body. It is searched, not parsed, as it may be
 * cut.
 */
export function bodyFields(body: string | undefined): readonly BodyField[] {
  if (body === undefined || body.length > maxSearchedLength) return noFields
  const isJson = /^\s*[[{]/.test(body)
  const fields = new Map<string, string>()
  for (const [, name, text, number] of body.matchAll(isJson ? jsonField : formField)) {
    if (!fields.has(name!)) fields.set(name!, number ?? text ?? '')
    if (fields.size >= maxFields) break
  }
  return fields.size === 0 ? noFields : Array.from(fields, ([name, value]) => ({ name, value }))
}
