import { discriminators, maxSearchedLength, noOperations, type Operations } from './operation.ts'

/** UTF-16 units of a body in which fields of its own are told from those of what it holds. */
const maxNestingSearched = 65_536
/** Fields that name a stored GraphQL document: of Apollo's persisted queries, of Relay, and of others. */
const storedDocument = ['sha256Hash', 'doc_id', 'documentId', 'queryId', 'query_id'] as const
/** Of these, the ones that name nothing else where no variables stand beside them. */
const storedAlone: readonly string[] = ['doc_id', 'documentId']

/** The operations of a body in JSON, or of a batch of them. */
export function jsonOperations(text: string): Operations {
  const named = fieldValue(text, 'operationName')
  // A batch of GraphQL operations is an array.
  if (named) return text.startsWith('[') ? fieldValues(text, 'operationName') : [`operation:${named}`]
  const stored = storedDocumentOf(text)
  if (stored) return [`operation:${stored}`]
  if (/"(jsonrpc|method)"/.test(text)) {
    const methods = ownValues(text, 'method')
    if (methods.length > 0) return methods.map((method) => `method:${method}`)
  }
  const channel = fieldValue(text, 'channel')
  if (channel?.startsWith('/')) return [`channel:${channel}${bayeuxConnection(text)}`]
  return graphqlOperation(text) ?? discriminatedOperation(text)
}

/** The stored document that a JSON body, or one field of a form, names. Beside variables, a bare `id` names one, as in Relay. */
function storedDocumentOf(text: string): string | undefined {
  const beside = /"(variables|extensions)"/.test(text)
  for (const name of storedDocument) {
    const value = fieldValue(text, name)
    if (value && (beside || storedAlone.includes(name))) return value
  }
  return beside && !/"(query|jsonrpc|method)"/.test(text) ? ownValues(text, 'id')[0] : undefined
}

/** The text value of the first JSON field of this name. */
export function fieldValue(text: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s{0,9}:\\s{0,9}"([^"]{1,100})"`).exec(text)?.[1]
}

/** The different text values of all JSON fields of this name, sorted. */
function fieldValues(text: string, name: string): Operations {
  const found = new Set<string>()
  for (const [, value] of text.matchAll(new RegExp(`"${name}"\\s{0,9}:\\s{0,9}"([^"]{1,100})"`, 'g'))) found.add(value!)
  return [...found].sort()
}

/**
 * The same of the fields of the body itself, or of the items of a list: what a body holds may have fields of the same name, like the
 * messages of a conversation.
 */
function ownValues(text: string, name: string): Operations {
  const searched = text.slice(0, maxNestingSearched)
  const found = new Set<string>()
  const field = new RegExp(`"${name}"\\s{0,9}:\\s{0,9}"([^"]{1,100})"`, 'g')
  const own = searched.startsWith('[') ? 2 : 1
  let at = 0
  let depth = 0
  for (const match of searched.matchAll(field)) {
    for (; at < match.index; at++) {
      const unit = searched[at]
      if (unit === '{' || unit === '[') depth++
      else if (unit === '}' || unit === ']') depth--
      else if (unit === '"') at = endOfString(searched, at)
    }
    // Where the text stands within a string, its end has been passed.
    if (at === match.index && depth === own) found.add(match[1]!)
  }
  return [...found].sort()
}

/** The place of the quote that ends a JSON string. @param from the place of the quote that begins it */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

/** Distinguishes Bayeux's connect over an event stream, which is answered at once, from that over long polling, which is held. */
const bayeuxConnection = (text: string) => (fieldValue(text, 'connectionType') === 'eventsource' ? ' eventsource' : '')

/** The operation of a GraphQL document without `operationName`. */
function graphqlOperation(text: string): Operations | undefined {
  const field = /"query"\s{0,9}:\s{0,9}"/.exec(text)
  if (!field) return undefined
  return documentOperation(text.slice(field.index + field[0].length, field.index + field[0].length + maxSearchedLength))
}

/** The name of the operation in a GraphQL document, or its first field. */
export function documentOperation(document: string): Operations | undefined {
  const named = /^\s{0,99}(?:query|mutation|subscription)\s{1,9}(\w{1,99})/.exec(document)
  const brace = document.indexOf('{')
  const first = brace < 0 ? undefined : /^\{(?:\s|\\[nrt]){0,99}(\w{1,99})/.exec(document.slice(brace))
  const name = named?.[1] ?? first?.[1]
  return name ? [`query:${name}`] : undefined
}

/** The operation of a hand-written protocol, by the fields that such protocols have. */
function discriminatedOperation(text: string): Operations {
  for (const name of discriminators) {
    const [value] = ownValues(text.slice(0, maxSearchedLength), name)
    if (value && /^[a-z][\w.:/-]{0,59}$/i.test(value)) return [`${name}:${value}`]
  }
  return noOperations
}
