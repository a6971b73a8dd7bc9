import { cursorOf, type Endpoint } from './endpoint.ts'

// In ms: long enough for the two halves of an event to reach the page as two chunks.
const PAUSE = 20

/**
 * A badly written Server-Sent Events endpoint: each event in two writes, the first of which ends inside a character where
 * the event has a character of several bytes.
 */
export const cutEventStream: Endpoint = ({ response, run, query }) => {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
  })
  response.flushHeaders()
  let written = Promise.resolve()
  const stop = run.play(cursorOf(query), (update) => {
    written = written.then(async () => {
      const bytes = Buffer.from(`id: ${update.index}\nevent: quote\ndata: ${update.payload}\n\n`)
      const cut = placeToCut(bytes)
      response.write(bytes.subarray(0, cut))
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
      if (response.destroyed) return
      response.write(bytes.subarray(cut))
      run.deliver(update)
      run.sent()
    })
  })
  const release = run.hold(() => {
    stop()
    written.then(() => response.end())
  })
  response.once('close', () => {
    stop()
    release()
  })
}

/**
 * Where to cut an event in two: inside its last character of several bytes, or else in the middle.
 * @returns offset in bytes
 */
export function placeToCut(bytes: Uint8Array): number {
  // 10xxxxxx is a byte that continues a character, so a cut before it is inside the character.
  const inside = bytes.findLastIndex((byte) => (byte & 0xc0) === 0x80)
  return inside > 0 ? inside : bytes.length >> 1
}
