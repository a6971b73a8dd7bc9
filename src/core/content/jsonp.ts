// The call of a function whose name JSONP answers may have new each time, with the comment that some servers put before it.
const call = /^\s*(?:\/\*\*\/)?\s*(?:typeof [\w$.]+ === 'function' && )?([A-Za-z_$][\w$.]{0,199})\s*\(/

/**
 * What a JSONP answer hands over: the text without the name of the function that it calls, which is another one for each request.
 * @param text a body or its beginning; returned as it is where it is no call
 */
export function withoutCallback(text: string): string {
  const name = call.exec(text)
  if (!name) return text
  return text.slice(name[0].length).replace(/\)\s*;?\s*$/, '')
}
