import type { Role } from '../protocol/protocol.ts'
import type { Stream } from './stream.ts'

/** The purpose that a library gives the requests of this stream; undefined where no library is known, or it does not say. */
export function roleOf({ protocol, sampleUrl, method, connection, operation }: Stream): Role | undefined {
  return protocol?.role?.({ url: sampleUrl, method, subprotocol: connection.subprotocol, operation })
}
