import { noOperations, type Operations } from './operation.ts'

/** UTF-16 units of a document that are searched: a SOAP envelope may begin with a long header. */
const maxEnvelopeSearched = 16_384

const root = /^(?:<\?xml[^>]{0,200}\?>\s{0,99})?<([A-Za-z][\w.:-]{0,59})/
// XML-RPC names its procedure in an element of its own; the operation of SOAP is the first element of the envelope's body.
const methodName = /<methodName>\s{0,99}([\w.:/-]{1,100})\s{0,99}<\/methodName>/
const soapBody = /<(?:[\w.-]{1,40}:)?Body\b[^<>]{0,400}>\s{0,99}<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,99})/

/** The operation of an XML document: the one that it names, or its root element. */
export function xmlOperation(text: string): Operations {
  const name = root.exec(text)?.[1]
  if (name === undefined) return noOperations
  const searched = text.slice(0, maxEnvelopeSearched)
  const procedure = name === 'methodCall' ? methodName.exec(searched)?.[1] : undefined
  if (procedure) return [`method:${procedure}`]
  const operation = /(^|:)Envelope$/.test(name) ? soapBody.exec(searched)?.[1] : undefined
  return [operation ? `operation:${operation}` : `root:${name}`]
}
