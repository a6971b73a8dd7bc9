// What the two ends of a connection have agreed on, by the names that browsers report.

/** Whether heads are packed: over HTTP/2 and 3. @param protocol as in resource timing: `http/1.1`, `h2`, `h3` */
export const packsHeads = (protocol: string): boolean => protocol.startsWith('h2') || protocol.startsWith('h3')

/**
 * Whether the messages of a WebSocket are compressed.
 * @param extensions `Sec-WebSocket-Extensions` of the server's response, which decides (RFC 7692, 5.1)
 */
export const isDeflated = (extensions: string): boolean => /\bpermessage-deflate\b/.test(extensions)
