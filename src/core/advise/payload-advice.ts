import { percent } from '../base/words.ts'
import { likenessOf } from '../content/likeness.ts'
import { type AdviceRule, minForShare } from './rule.ts'

/** Mean message from which on sending differences is worth the work, and the share of it that must repeat the message before. */
const minResentBytes = 1000
const minResentShare = 0.7

/** Messages that mostly repeat the message before: the server could send differences. */
export const resentWhole: AdviceRule = {
  id: 'sent-whole-again',
  topic: 'repetition',
  advise({ stream, verdict }) {
    if (verdict.technique === 'http' || verdict.technique === 'beacon') return
    const mean = stream.in.bytes / Math.max(1, stream.in.count)
    const share = likenessOf(stream.likeness)
    if (stream.likeness.compared < minForShare || mean < minResentBytes || share < minResentShare) return
    return `${percent(share)} of each message of ${Math.round(mean)} B repeats the one before. Sending what has changed, as a JSON Patch or by keys, would leave that out; the client then has to put it together, and to ask for all once it has missed some.`
  },
}

/** A peer connection that goes through a relay, though it might be direct. */
export const relayedPeer: AdviceRule = {
  id: 'webrtc-relayed',
  topic: 'relay',
  advise({ verdict, cost }) {
    if (!verdict.flags.includes('relayed')) return
    return `All ${Math.round((cost.bytesUp + cost.bytesDown) / 1000)} kB went through a TURN server, which pays for them twice. Check whether UDP is blocked or host and server-reflexive candidates are missing.`
  },
}
