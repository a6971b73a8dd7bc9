import type { Moment } from '../../../core/base/units.ts'
import { browserName } from '../../browser-name.ts'
import type { ExportSource } from '../export-source.ts'
import { noPeers } from './no-peers.ts'
import { createPeerFilter, createPeerSteps, type DumpedPeer, type PeerStep } from './peer-steps.ts'
import { createStatsSeries, type StatsSeries } from './stats-series.ts'

/** Sets of statistics, and calls and events, that a dump holds at most, the first of the session: it is one JSON value, and is made in memory. */
const maxSteps = 50_000

interface Dumped {
  updateLog: { time: string; timestamp: Moment; type: string; value: string }[]
  series: StatsSeries
}

/**
 * Writes a dump as chrome://webrtc-internals makes it, for its importers (https://github.com/fippo/webrtc-dump-importer and its successor
 * https://github.com/rtcstats/rtcstats): of each peer connection a log of calls and events, and a list of values for each figure.
 */
export async function* writeInternals(
  source: Pick<ExportSource, 'events' | 'note'>,
  most = maxSteps,
): AsyncGenerator<string> {
  const steps = createPeerSteps()
  const peers = new Map<DumpedPeer, Dumped>()
  let count = 0
  for await (const events of source.events(createPeerFilter()))
    for (const event of events) for (const step of steps.of(event)) if (++count <= most) add(peers, step)
  const { userAgent } = steps.session
  const [, brand = '', version = ''] = /^(.*) (\d+)$/.exec(browserName(userAgent)) ?? []
  const about = {
    getUserMedia: [],
    UserAgent: userAgent,
    UserAgentData: brand === '' ? [] : [{ brand, version }],
  }
  // `PeerConnections` comes last, and piece by piece: a text has its limits.
  yield `${JSON.stringify(about, null, 1).slice(0, -2)},\n "PeerConnections": {`
  let separator = '\n'
  for (const [{ number, url }, { updateLog, series }] of peers) {
    yield `${separator}  "1-${number + 1}": ${JSON.stringify({ url, updateLog, stats: series.all() })}`
    separator = ',\n'
  }
  yield '\n }\n}\n'
  if (peers.size === 0) source.note(noPeers)
  if (count > most)
    source.note(`the dump holds the first ${most} entries of ${count}: a dump for rtcstats has no such limit`)
}

function add(peers: Map<DumpedPeer, Dumped>, step: PeerStep): void {
  const { peer, at } = step
  const dumped = peers.get(peer) ?? { updateLog: [], series: createStatsSeries() }
  peers.set(peer, dumped)
  if ('reports' in step) dumped.series.add(step.reports, at)
  else dumped.updateLog.push({ time: new Date(at).toISOString(), timestamp: at, ...update(step) })
}

/** Importers look for states without the `on` of their events, and for texts as values. */
const update = ({ name, value }: { name: string; value: unknown }) => ({
  type: name.replace(/^on(?=.*statechange$)/, ''),
  value: typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value),
})
