import type { Role } from '../protocol/protocol.ts'
import type { Stream } from './stream.ts'

/** What the library says that this stream is for, if it is one of a library. */
export function roleOf(stream: Stream): Role | undefined {
  const { protocol, sampleUrl: url, method, subprotocol, operation } = stream
  return protocol?.role?.({ url, method, subprotocol, operation })
}
