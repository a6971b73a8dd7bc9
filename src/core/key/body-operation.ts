/** The operations that a request body names, such as `method:getQuote`; sorted where there are several. */
export type Operations = readonly string[]

/** The operations of a request whose body names none, or that has no body. */
export const noOperations: Operations = []
/**
 * UTF-16 units of a body or GraphQL document that are searched: its operation, or its first field, is named near the beginning.
 */
const maxSearchedLength = 600
/** UTF-16 units of a body in which fields of its own are told from those of what it holds. */
const maxNestingSearched = 65_536
/** Fields that name a stored GraphQL document: of Apollo's persisted queries, of Relay, and of others. */
const storedDocument = ['sha256Hash', 'doc_id', 'documentId', 'queryId'] as const
/** Fields that name the operation in hand-written protocols, near the beginning of the body. */
const discriminators = ['action', 'type', 'op', 'cmd', 'command', 'procedure', 'func', 'query_name'] as const

/**
 * Finds the operations that a request body names: where one URL serves several, they tell the requests apart.
 * @param body the beginning of the body, which is searched, not parsed, as it may be cut. Bodies are hostile input, so each
 *   pattern takes linear time
 * @returns several operations for a batch; none where the body names none
 */
export function operationsOf(body: string): Operations {
  const text = body.trimStart()
  // SignalR ends its records with U+001E.
  if (text.endsWith('\u001e')) return ['record:']
  if (text.startsWith('<')) return xmlOperation(text)
  if (!/^[[{]/.test(text)) return formOperation(text)
  const named = fieldValue(text, 'operationName')
  // A batch of GraphQL operations is an array.
  if (named) return text.startsWith('[') ? fieldValues(text, 'operationName') : [`operation:${named}`]
  if (/"(variables|extensions)"/.test(text))
    for (const name of storedDocument) {
      const value = fieldValue(text, name)
      if (value) return [`operation:${value}`]
    }
  if (/"(jsonrpc|method)"/.test(text)) {
    const methods = ownValues(text, 'method')
    if (methods.length > 0) return methods.map((method) => `method:${method}`)
  }
  const channel = fieldValue(text, 'channel')
  if (channel?.startsWith('/')) return [`channel:${channel}${bayeuxConnection(text)}`]
  return graphqlOperation(text) ?? discriminatedOperation(text)
}

/** The text value of the first JSON field of this name. */
function fieldValue(text: string, name: string): string | undefined {
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
  const document = text.slice(field.index + field[0].length, field.index + field[0].length + maxSearchedLength)
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

/** The root element of an XML document; the operation within a SOAP envelope is not looked for. */
function xmlOperation(text: string): Operations {
  const root = /^(?:<\?xml[^>]{0,200}\?>\s{0,99})?<([A-Za-z][\w.:-]{0,59})/.exec(text)?.[1]
  return root ? [`root:${root}`] : noOperations
}

/** Fields of forms that name a GraphQL operation, the most readable first: Facebook's, Apollo's, and the number of a stored document. */
const formFields = [
  'fb_api_req_friendly_name',
  'operationName',
  'doc_id',
  'query_hash',
  'queryId',
  'documentId',
] as const

/** The operation of a form, such as `action=heartbeat`. */
function formOperation(text: string): Operations {
  for (const name of formFields) {
    const value = new RegExp(`(?:^|&)${name}=([\\w.%-]{1,100})(?:&|$)`).exec(text)?.[1]
    if (value) return [`operation:${value}`]
  }
  for (const name of discriminators) {
    const value = new RegExp(`(?:^|&)${name}=([a-z][\\w.-]{0,59})(?:&|$)`, 'i').exec(text)?.[1]
    if (value) return [`${name}:${value}`]
  }
  return noOperations
}
