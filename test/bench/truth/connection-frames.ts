/** Counts the bytes of an HTTP/2 connection that belong to none of its streams. */
export interface ConnectionFrames {
  /** Takes the next bytes of a direction. */
  feed(data: Buffer): void
  /** Bytes so far: the preface, and frames of stream 0 (SETTINGS, WINDOW_UPDATE, PING, GOAWAY). */
  octets(): number
}

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'.length
const frameHeader = 9

/**
 * Reads the frame headers (RFC 9113, 4.1) of a direction.
 * @param client the direction begins with the preface (3.4)
 */
export function connectionFrames(client: boolean): ConnectionFrames {
  let octets = client ? preface : 0
  let skip = octets
  let head = Buffer.alloc(0)
  return {
    octets: () => octets,
    feed(data) {
      let at = 0
      while (at < data.length) {
        if (skip > 0) {
          const step = Math.min(skip, data.length - at)
          skip -= step
          at += step
          continue
        }
        const rest = data.subarray(at, at + frameHeader - head.length)
        head = Buffer.concat([head, rest])
        at += rest.length
        if (head.length < frameHeader) return
        skip = head.readUIntBE(0, 3)
        if ((head.readUInt32BE(5) & 0x7fffffff) === 0) octets += frameHeader + skip
        head = Buffer.alloc(0)
      }
    },
  }
}
