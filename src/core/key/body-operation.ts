/** The operations that a request body names, such as `method:getQuote`; sorted where there are several. */
export type Operations = readonly string[]

/** The operations of a request whose body names none, or that has no body. */
export const noOperations: Operations = []
/**
 * UTF-16 units of a body or GraphQL document that are searched: its operation, or its first field, is named near the beginning.
 */
const maxSearchedLength = 600
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
  const hash = fieldValue(text, 'sha256Hash')
  if (hash) return [`operation:${hash}`]
  if (/"(jsonrpc|method)"/.test(text)) {
    const methods = fieldValues(text, 'method')
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
    const value = fieldValue(text.slice(0, maxSearchedLength), name)
    if (value && /^[a-z][\w.:/-]{0,59}$/i.test(value)) return [`${name}:${value}`]
  }
  return noOperations
}

/** The root element of an XML document; the operation within a SOAP envelope is not looked for. */
function xmlOperation(text: string): Operations {
  const root = /^(?:<\?xml[^>]{0,200}\?>\s{0,99})?<([A-Za-z][\w.:-]{0,59})/.exec(text)?.[1]
  return root ? [`root:${root}`] : noOperations
}

/** The operation of a form, such as `action=heartbeat`. */
function formOperation(text: string): Operations {
  for (const name of discriminators) {
    const value = new RegExp(`(?:^|&)${name}=([a-z][\\w.-]{0,59})(?:&|$)`, 'i').exec(text)?.[1]
    if (value) return [`${name}:${value}`]
  }
  return noOperations
}
