import type { Bytes } from '../base/units.ts'
import { type Requester, requestHeadBytes } from './http-bytes.ts'

/**
 * Bytes of the frame header of one message, sent unfragmented (RFC 6455, 5.2): 2, 4 or 10 by payload length, and 4 of mask from
 * client to server.
 */
export function frameHeaderBytes(payload: Bytes, dir: 'in' | 'out'): Bytes {
  const length = payload <= 125 ? 2 : payload <= 65_535 ? 4 : 10
  return dir === 'out' ? length + 4 : length
}

/** Bytes of the closing frames without a code, one each way (RFC 6455, 5.5.1). */
export const closeBytes = { up: 6, down: 2 }

/** Response of a plain `ws` server to the handshake, as measured: status line, Upgrade, Connection, Sec-WebSocket-Accept. */
const handshakeResponse: Bytes = 129

// Sec-WebSocket-Key is 16 octets in base64 (RFC 6455, 4.1). Chromium also offers client_max_window_bits, Firefox does not.
const handshakeFields =
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: 0123456789012345678901==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n'
    .length
const windowBits = '; client_max_window_bits'.length

/**
 * Bytes of the HTTP/1.1 handshake of a WebSocket, each way. Cookies are not included: a page cannot see them.
 * @param protocols value of `Sec-WebSocket-Protocol`, counted in request and response
 * @param extensions value of `Sec-WebSocket-Extensions` of the response
 */
export function handshakeBytes(
  url: string,
  requester: Requester,
  protocols = '',
  extensions = '',
): { up: Bytes; down: Bytes } {
  const asHttp = url.replace(/^ws/, 'http')
  const extra = handshakeFields + (requester.userAgent.includes('Firefox/') ? 0 : windowBits)
  const fieldBytes = (name: string, value: string) => (value ? name.length + value.length + 4 : 0)
  return {
    up:
      requestHeadBytes('GET', asHttp, requester, { kind: 'websocket', extra }) +
      fieldBytes('Sec-WebSocket-Protocol', protocols),
    down:
      handshakeResponse +
      fieldBytes('Sec-WebSocket-Protocol', protocols) +
      fieldBytes('Sec-WebSocket-Extensions', extensions),
  }
}
