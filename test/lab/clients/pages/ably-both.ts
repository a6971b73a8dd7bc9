import { startAbly } from '../ably-client.ts'

/** Two clients in one page, each with its own transport. */
export function start() {
  const stops = [startAbly('web_socket'), startAbly('xhr_polling')]
  return () => Promise.all(stops.map((stop) => stop()))
}
