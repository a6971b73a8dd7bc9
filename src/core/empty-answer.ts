// Longer answers say something.
const longest = 512
// Nothing, or something with an empty list or object in it: most answers are news, and need not be parsed to know.
const mayBeEmpty = /^\s*$|\[\s*\]|\{\s*\}/

/**
 * True for an answer that says 'nothing new' in JSON: an empty list or object, or an object whose only contents are empty ones
 * beside plain values, such as `{"updates":[],"cursor":41}`. Not true for plain values alone, which may be the news.
 */
export function isEmptyAnswer(text: string): boolean {
  if (text.length > longest || !mayBeEmpty.test(text)) return false
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text.trim() === ''
  }
  if (isEmptyContainer(value)) return true
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const fields = Object.values(value)
  return fields.some(isEmptyContainer) && fields.every((field) => isPlain(field) || isEmptyContainer(field))
}

const isPlain = (value: unknown) => typeof value !== 'object' || value === null

const isEmptyContainer = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
