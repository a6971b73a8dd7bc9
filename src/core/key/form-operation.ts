import { documentOperation, fieldValue, jsonOperations } from './json-operation.ts'
import { discriminators, maxSearchedLength, noOperations, type Operations } from './operation.ts'

/** Fields of forms that name a GraphQL operation, the most readable first: Facebook's, Apollo's, and the number of a stored document. */
const formFields = [
  'fb_api_req_friendly_name',
  'operationName',
  'doc_id',
  'query_hash',
  'queryId',
  'query_id',
  'documentId',
] as const

/** The operation of a form, such as `action=heartbeat`. */
export function formOperations(text: string): Operations {
  for (const name of formFields) {
    const value = new RegExp(`(?:^|&)${name}=([\\w.%-]{1,100})(?:&|$)`).exec(text)?.[1]
    if (value) return [`operation:${value}`]
  }
  const graphql = graphqlForm(text)
  if (graphql) return graphql
  for (const name of discriminators) {
    const value = new RegExp(`(?:^|&)${name}=([a-z][\\w.-]{0,59})(?:&|$)`, 'i').exec(text)?.[1]
    if (value) return [`${name}:${value}`]
  }
  return noOperations
}

/** The operation of a form whose fields are those of a GraphQL request, each of them in JSON or a document. */
function graphqlForm(text: string): Operations | undefined {
  const [operations, extensions, query] = ['operations', 'extensions', 'query'].map((name) => formValue(text, name))
  if (operations) return jsonOperations(operations)
  const hash = extensions && fieldValue(extensions, 'sha256Hash')
  if (hash) return [`operation:${hash}`]
  return query?.includes('{') ? documentOperation(query) : undefined
}

/** The beginning of a form's field, decoded. */
function formValue(text: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|&)${name}=([^&]{1,${maxSearchedLength}})`).exec(text)?.[1]
  try {
    // The end may be cut in the middle of an escape.
    return value && decodeURIComponent(value.replaceAll('+', ' ').replace(/%.?$/, ''))
  } catch {
    return undefined
  }
}

/** UTF-16 units of a form in parts that are searched for the part that names its operation. */
const maxPartsSearched = 65_536
// The head of a part ends with an empty line (RFC 7578, 4.2). The field `operations` is that of GraphQL's multipart requests.
const multipartField =
  /name="(operations|fb_api_req_friendly_name|operationName|doc_id|action)"(?:\r?\n[^\r\n]{1,200}){0,4}\r?\n\r?\n([^\r\n]{1,600})/

// A request as a part of a batch, by its first line (OData 4.0, part 1, 11.7; Google's batch requests).
const batchedRequest = /^(GET|POST|PUT|PATCH|MERGE|DELETE) (\S{1,200}) HTTP\/1/gm

/** The requests of a batch, without queries and keys: `GET Users(7)?$top=1` is one for `Users`. */
function batchedRequests(text: string): Operations {
  const found = new Set<string>()
  for (const [, method, target] of text.matchAll(batchedRequest)) {
    const path = target!
      .replace(/\?.*/, '')
      .replace(/\([^()]{0,100}\)/g, '')
      .replace(/\/\d+(?=\/|$)/g, '/*')
    found.add(`request:${method} ${path}`)
  }
  return [...found].sort()
}

/** The operation of a form in parts, which may hold files besides. */
export function multipartOperations(text: string): Operations {
  const requests = batchedRequests(text.slice(0, maxPartsSearched))
  if (requests.length > 0) return requests
  const [, name, value] = multipartField.exec(text.slice(0, maxPartsSearched)) ?? []
  if (name === undefined || value === undefined) return noOperations
  return name === 'operations'
    ? jsonOperations(value)
    : [`${name === 'action' ? name : 'operation'}:${value.slice(0, 100)}`]
}
