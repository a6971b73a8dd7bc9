/** What a request body asks for: the operations that it names, in order of the alphabet. */
export type Operations = readonly string[]

const noOperations: Operations = []
// A GraphQL document names its operation, or its first field, near its beginning.
const maxSearchedLength = 600
/** Fields by which hand-written protocols say what is asked, at the top of the body. */
const discriminators = ['action', 'type', 'op', 'cmd', 'command', 'procedure', 'func', 'query_name'] as const

/**
 * One URL may serve several operations; what tells them apart is in the body.
 * @param body its head, which may be cut: it is searched, not parsed. Bodies are hostile input, so each pattern is linear
 * @returns more than one for a batch, none where the body names nothing
 */
export function operationsOf(body: string): Operations {
  const text = body.trimStart()
  // SignalR ends what it sends with this.
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

function fieldValue(text: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s{0,9}:\\s{0,9}"([^"]{1,100})"`).exec(text)?.[1]
}

function fieldValues(text: string, name: string): Operations {
  const found = new Set<string>()
  for (const [, value] of text.matchAll(new RegExp(`"${name}"\\s{0,9}:\\s{0,9}"([^"]{1,100})"`, 'g'))) found.add(value!)
  return [...found].sort()
}

/** Bayeux asks the same of a transport that holds the request and of one that does not need to. */
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

function discriminatedOperation(text: string): Operations {
  for (const name of discriminators) {
    const value = fieldValue(text.slice(0, maxSearchedLength), name)
    if (value && /^[a-z][\w.:/-]{0,59}$/i.test(value)) return [`${name}:${value}`]
  }
  return noOperations
}

/** The root of an XML document; what a SOAP envelope holds is not looked for. */
function xmlOperation(text: string): Operations {
  const root = /^(?:<\?xml[^>]{0,200}\?>\s{0,99})?<([A-Za-z][\w.:-]{0,59})/.exec(text)?.[1]
  return root ? [`root:${root}`] : noOperations
}

/** `action=heartbeat` and the like, in a form. */
function formOperation(text: string): Operations {
  for (const name of discriminators) {
    const value = new RegExp(`(?:^|&)${name}=([a-z][\\w.-]{0,59})(?:&|$)`, 'i').exec(text)?.[1]
    if (value) return [`${name}:${value}`]
  }
  return noOperations
}
