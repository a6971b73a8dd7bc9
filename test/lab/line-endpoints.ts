import { cursorOf, type Endpoint } from './endpoint.ts'

/** A response that grows by a line of JSON per update. */
export const jsonLines = growing('application/x-ndjson')

/** A response that grows by a line of JSON per update, as plain text. */
export const textLines = growing('text/plain; charset=utf-8')

function growing(contentType: string): Endpoint {
  return ({ response, run, query }) => {
    // Without nosniff a browser may hold back the first bytes of plain text to guess its type.
    response.writeHead(200, {
      'content-type': contentType,
      'x-content-type-options': 'nosniff',
    })
    response.flushHeaders()
    const stop = run.play(cursorOf(query), (update) => {
      response.write(`${update.payload}\n`)
      run.deliver(update)
      run.sent()
    })
    const release = run.hold(() => {
      stop()
      response.end()
    })
    response.once('close', () => {
      stop()
      release()
    })
  }
}
