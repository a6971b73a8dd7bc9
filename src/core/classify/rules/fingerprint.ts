import { counted } from '../../base/words.ts'
import type { Role } from '../../protocol/protocol.ts'
import { roleOf } from '../../stream/role.ts'
import type { Finding } from '../../verdict/verdict.ts'
import type { Rule } from '../rule.ts'

const findingsByRole: Record<Role, Pick<Finding, 'technique' | 'flags'> & { transport: string }> = {
  'long-polling': { technique: 'long-polling', flags: [], transport: 'the long-polling transport' },
  'http-streaming': { technique: 'http-streaming', flags: [], transport: 'the streaming transport' },
  sender: { technique: 'http', flags: ['sender'], transport: 'what the page sends beside its other transport' },
  'set-up': { technique: 'http', flags: ['set-up'], transport: 'the set-up' },
  heartbeat: { technique: 'beacon', flags: ['heartbeat'], transport: 'the heartbeat' },
}

/** A library whose requests show their purpose. */
export const fingerprint: Rule = {
  judge(stream) {
    if (stream.kind !== 'exchanges' && stream.kind !== 'streamed') return undefined
    const role = roleOf(stream)
    if (!role) return undefined
    const { technique, flags, transport } = findingsByRole[role]
    return {
      technique,
      flags: [...flags],
      confidence: 'certain',
      because: [
        `Its requests are those of ${transport} of ${stream.protocol!.id} (${counted(stream.requests.count, 'request')}).`,
      ],
    }
  },
}
