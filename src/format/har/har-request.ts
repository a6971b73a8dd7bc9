import { list, object, type Raw, text } from './har-values.ts'

// Apollo's, Relay's and Facebook's GraphQL clients; SOAP 1.1, section 6.1.1; AWS's JSON protocols; server actions of Next.js.
const operationFields =
  /^((x-)?(apollo-|graphql-|gql-|fb-)?(operation(-?name)?|friendly-name)|soapaction|x-amz-target|next-action)$/
/** UTF-16 units of the longest name of an operation. */
const maxOperationLength = 200

/** The operation that a header of the request names; '' where none does. */
export function operationOf(requestFields: ReadonlyMap<string, string>): string {
  for (const [name, value] of requestFields)
    if (value !== '' && operationFields.test(name)) return value.replaceAll('"', '').slice(0, maxOperationLength)
  return ''
}

/**
 * The text of the request body: some writers tell a form's fields in `params` alone (HAR 1.2, postData).
 * @returns undefined where the log holds no text
 */
export function postedText(posted: Raw): string | undefined {
  if (typeof posted['text'] === 'string' && posted['text'] !== '') return posted['text']
  const fields = list(posted['params']).map((item) => {
    const { name, value } = object(item)
    return `${encodeURIComponent(text(name))}=${encodeURIComponent(text(value))}`
  })
  if (fields.length > 0) return fields.join('&')
  return typeof posted['text'] === 'string' ? posted['text'] : undefined
}
