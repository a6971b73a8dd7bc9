/** Reads the text and binary messages in one direction of a WebSocket from its bytes (RFC 6455, 5.2). */
export interface FrameReader {
  /** Of a binary message, each octet as a character. */
  messages: string[]
  /** How many octets all messages have. */
  octets(): number
  take(chunk: Uint8Array): void
}

/** @param headFirst the bytes begin with the headers of the handshake's response */
export function createFrameReader(headFirst: boolean): FrameReader {
  let rest = Buffer.alloc(0)
  let inHead = headFirst
  const messages: string[] = []
  let octets = 0
  return {
    messages,
    octets: () => octets,
    take(chunk) {
      rest = Buffer.concat([rest, chunk])
      if (inHead) {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0) return
        inHead = false
        rest = rest.subarray(end + 4)
      }
      for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
        // Control frames are not messages; no message here is fragmented.
        if (frame.opcode === 1 || frame.opcode === 2) octets += frame.payload.length
        if (frame.opcode === 1) messages.push(frame.payload.toString())
        if (frame.opcode === 2) messages.push(frame.payload.toString('latin1'))
        rest = rest.subarray(frame.size)
      }
    },
  }
}

function readFrame(octets: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (octets.length < 2) return undefined
  const masked = (octets[1]! & 0x80) !== 0
  const short = octets[1]! & 0x7f
  const lengthEnd = short === 126 ? 4 : short === 127 ? 10 : 2
  const start = lengthEnd + (masked ? 4 : 0)
  if (octets.length < start) return undefined
  const length = short === 126 ? octets.readUInt16BE(2) : short === 127 ? Number(octets.readBigUInt64BE(2)) : short
  if (octets.length < start + length) return undefined
  const payload = Buffer.from(octets.subarray(start, start + length))
  if (masked) for (let i = 0; i < length; i++) payload[i]! ^= octets[lengthEnd + (i % 4)]!
  return { opcode: octets[0]! & 0x0f, payload, size: start + length }
}
