import { createEventBuffer, createSession } from 'better-sse'
import type { Endpoint } from './endpoint.ts'

const HEARTBEAT = 5000

/** Server-Sent Events by better-sse: named and unnamed events with ids, and a comment every 5 s. */
export const eventStream: Endpoint = async ({ request, response, run }) => {
  const session = await createSession(request, response, {
    keepAlive: HEARTBEAT,
  })
  if (response.destroyed) return
  const last = Number.parseInt(session.lastId, 10)
  const stop = run.play(Number.isNaN(last) ? -1 : last, (update) => {
    const event = createEventBuffer({ serializer: String })
    const name = eventName(update.index)
    if (name) event.event(name)
    event.id(String(update.index)).data(update.payload).dispatch()
    session.batch(event)
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

/** Every third update is an unnamed event; some of the others are notices. */
function eventName(index: number): string | undefined {
  if (index % 3 === 0) return undefined
  return index % 5 === 4 ? 'notice' : 'quote'
}
