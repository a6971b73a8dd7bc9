import type { Moment } from '../../../core/base/units.ts'
import { rtcstatsBeginning } from '../../webrtc-dump/dump-item.ts'
import type { ExportSource } from '../export-source.ts'
import { noPeers } from './no-peers.ts'
import { createPeerFilter, createPeerSteps, type PeerStep } from './peer-steps.ts'

/**
 * Writes an rtcstats dump of format 3 (https://github.com/rtcstats/rtcstats/blob/main/packages/rtcstats-server/README.md): a line for each
 * call, event and set of statistics of the session's peer connections, with plain names and full values.
 */
export async function* writeRtcstats(source: Pick<ExportSource, 'events' | 'note'>): AsyncGenerator<string> {
  const steps = createPeerSteps()
  let last: Moment | undefined
  /** An entry ends with the time in ms since the one before; that of the first is since 1970. */
  const entry = (step: PeerStep) => {
    const { peer, at } = step
    const [name, value] = 'reports' in step ? ['getStats', step.reports] : [step.name, step.value]
    const since = last === undefined ? at : at - last
    last = at
    // As Chromium does: one dump may be of several pages.
    const further = name === 'create' ? [peer.url] : []
    return `${JSON.stringify([name, `PC_${peer.number}`, value, ...further, since])}\n`
  }
  const header = () => {
    const { url, userAgent, startedAt } = steps.session
    return `${rtcstatsBeginning}\n${JSON.stringify({ fileFormat: 3, url, userAgent, startTime: startedAt })}\n`
  }
  for await (const events of source.events(createPeerFilter()))
    for (const event of events)
      for (const step of steps.of(event)) {
        // The user agent is known once there is a document, and a connection is always of one.
        if (last === undefined) yield header()
        yield entry(step)
      }
  if (last !== undefined) return
  yield header()
  source.note(noPeers)
}
