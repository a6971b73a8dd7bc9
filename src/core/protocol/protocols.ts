import { bayeux } from './bayeux.ts'
import { bosh } from './bosh.ts'
import { engineIo } from './engine-io.ts'
import { realtimeDatabase, webChannel } from './firebase.ts'
import { ably, pubNub, pusher } from './hosted.ts'
import { lowLatencyHls } from './low-latency-hls.ts'
import type { Protocol, ProtocolClues } from './protocol.ts'
import { signalR } from './signal-r.ts'
import { signalRClassic } from './signal-r-classic.ts'
import { sockJs } from './sock-js.ts'
import { sockets } from './sockets.ts'
import { couchDb, electric, matrix, phoenix, supabase } from './sync-servers.ts'

/** All protocols; the first that matches counts. */
const protocols: readonly Protocol[] = [
  engineIo,
  sockJs,
  signalR,
  signalRClassic,
  webChannel,
  realtimeDatabase,
  phoenix,
  supabase,
  pusher,
  pubNub,
  matrix,
  electric,
  couchDb,
  bayeux,
  bosh,
  ably,
  lowLatencyHls,
  ...sockets,
]

/** The protocol of a stream, by its URL, subprotocol or operation; undefined where none is known to match. */
export function protocolOf({
  url,
  subprotocol = '',
  operation = '',
}: Pick<ProtocolClues, 'url'> & Partial<ProtocolClues>) {
  return protocols.find((protocol) => protocol.matches({ url, subprotocol, operation }))
}
