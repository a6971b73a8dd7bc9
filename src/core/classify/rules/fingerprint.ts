import type { Rule } from '../rule.ts'
import { counted } from '../words.ts'

/** A library whose URLs say what they are for. */
export const fingerprint: Rule = {
  id: 'fingerprint',
  judge(stream) {
    const role = stream.protocol?.role(stream.sampleUrl)
    if (!role || stream.kind !== 'exchanges') return undefined
    return {
      technique: role,
      flags: [],
      confidence: 'certain',
      because: [
        `Its URL is that of ${stream.protocol!.id}'s ${role === 'long-polling' ? 'long-polling' : 'streaming'} transport (${counted(stream.requests, 'request')}).`,
      ],
    }
  },
}
