import { formOperations, multipartOperations } from './form-operation.ts'
import { documentOperation, jsonOperations } from './json-operation.ts'
import { maxSearchedLength, noOperations, type Operations } from './operation.ts'
import { xmlOperation } from './xml-operation.ts'

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
  if (text.startsWith('--')) return multipartOperations(text)
  if (graphqlDocument.test(text)) return documentOperation(text.slice(0, maxSearchedLength)) ?? noOperations
  return /^[[{]/.test(text) ? jsonOperations(text) : formOperations(text)
}

// A body of the type `application/graphql`.
const graphqlDocument = /^(?:(?:query|mutation|subscription)(?:\s[^{}&]{0,400})?\{|\{\s{0,99}[A-Za-z_])/
