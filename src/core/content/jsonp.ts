// The function that a JSONP answer calls, with the comment or the question whether it is there that some servers put before it.
const call = /^(?:\/\*\*\/ ?)?(?:typeof [\w$.]{1,200} === 'function' && )?[A-Za-z_$][\w$.]{0,199}\(/

const brace = '{'.charCodeAt(0)
const bracket = '['.charCodeAt(0)

/**
 * What a JSONP answer hands over: the text without the name of the function that it calls, which is another one for each request.
 * @param text a body or its beginning; returned as it is where it is no call
 */
export function withoutCallback(text: string): string {
  // JSON itself is no call.
  const first = text.charCodeAt(0)
  const name = first === brace || first === bracket ? undefined : call.exec(text)
  if (!name) return text
  const rest = text.slice(name[0].length).trimEnd()
  const end = rest.endsWith(';') ? rest.slice(0, -1).trimEnd() : rest
  return end.endsWith(')') ? end.slice(0, -1) : rest
}
