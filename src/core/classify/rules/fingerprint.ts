import { counted } from '../../base/words.ts'
import type { Role } from '../../protocol/protocol.ts'
import { recentExchanges } from '../../stream/recent-exchanges.ts'
import { roleOf } from '../../stream/role.ts'
import type { Stream } from '../../stream/stream.ts'
import type { Finding } from '../../verdict/verdict.ts'
import type { Rule } from '../rule.ts'
import { isPlaylist } from './playlist.ts'

/** Share of requests that failed from which on the library is not there: a handshake may succeed that leads nowhere. */
const minRefusedShare = 0.4

const findingsByRole: Record<Role, Pick<Finding, 'technique' | 'flags'> & { transport: string }> = {
  'long-polling': { technique: 'long-polling', flags: [], transport: 'the long-polling transport' },
  'http-streaming': { technique: 'http-streaming', flags: [], transport: 'the streaming transport' },
  sender: { technique: 'http', flags: ['sender'], transport: 'what the page sends beside its other transport' },
  'set-up': { technique: 'http', flags: ['set-up'], transport: 'the set-up' },
  heartbeat: { technique: 'beacon', flags: ['heartbeat'], transport: 'the heartbeat' },
}

/** Requests in a row that failed from which on the server may not have the library any more. */
const minLastFailed = 3

/** How many of the last requests in a row failed, and with what status: a sentence for people, or none. */
function lastFailed(stream: Stream): string[] {
  const recent = recentExchanges(stream)
  const answered = recent.findLastIndex(({ outcome, status }) => outcome === 'ok' && status < 400)
  const failed = recent.slice(answered + 1).filter(({ outcome }) => outcome !== 'abort')
  if (failed.length < minLastFailed) return []
  const statuses = new Set(failed.map(({ status }) => status))
  const [status = 0] = statuses
  const how = statuses.size === 1 && status > 0 ? ` with status ${status}` : ''
  return [`The last ${counted(failed.length, 'request')} failed${how}.`]
}

/** A library whose requests show their purpose. */
export const fingerprint: Rule = {
  judge(stream, { errors, n }) {
    // An address is a hint: a server that does not have the library answers with errors.
    if (n > 0 && errors >= minRefusedShare && stream.news.updates === 0) return undefined
    if (stream.kind !== 'exchanges' && stream.kind !== 'streamed') return undefined
    const role = roleOf(stream)
    if (!role) return undefined
    // A server that answers every address with a page does not have the library either: no long poll by GET is answered with HTML.
    const types = [...stream.answers.contentTypes]
    const isPage = types.length > 0 && types.every((type) => /html/.test(type))
    if (role === 'long-polling' && stream.method === 'GET' && isPage) return undefined
    // PHP names every answer HTML, so that a POST's type says nothing; its text does.
    if (stream.answers.lastIsPage) return undefined
    const { technique, flags, transport } = findingsByRole[role]
    return {
      technique,
      flags: [...flags, ...(isPlaylist(stream) ? ['playlist'] : [])],
      confidence: 'certain',
      because: [
        `Its requests are those of ${transport} of ${stream.protocol!.id} (${counted(stream.requests.count, 'request')}).`,
        ...lastFailed(stream),
      ],
    }
  },
}
