import { formOperations, multipartOperations } from './form-operation.ts'
import { jsonOperations } from './json-operation.ts'
import { noOperations, type Operations } from './operation.ts'

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
  return /^[[{]/.test(text) ? jsonOperations(text) : formOperations(text)
}

/** The root element of an XML document; the operation within a SOAP envelope is not looked for. */
function xmlOperation(text: string): Operations {
  const root = /^(?:<\?xml[^>]{0,200}\?>\s{0,99})?<([A-Za-z][\w.:-]{0,59})/.exec(text)?.[1]
  return root ? [`root:${root}`] : noOperations
}
