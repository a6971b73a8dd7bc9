import { derivesNatively } from './derive.ts'
import { bareList, floor, later, max, now, objectKeys, ownValue, uncurry, whenSettled } from './natives.ts'
import { type Record, record, report } from './report.ts'

// Browsers refresh their statistics about this often; asking more would cost and tell nothing.
const every = 1000
// A call with many streams may take long; then it is asked less often, so that it never takes more than a fiftieth of the time.
const patience = 50

type Report = { [field: string]: unknown }

/** A copy that inherits nothing: what the browser's object lacks would be looked for on Object.prototype, the page's. */
function bareCopy(object: object): Report {
  const copy = { __proto__: null } as unknown as Report
  const keys = objectKeys(object)
  for (let i = 0; i < keys.length; i++) copy[keys[i]!] = ownValue(object, keys[i]!)
  return copy
}

const has = typeof RTCPeerConnection === 'function'
const getStats = (has && uncurry(RTCPeerConnection.prototype.getStats)) as unknown as (
  peer: RTCPeerConnection,
) => Promise<RTCStatsReport>
const forEach = (has && uncurry(RTCStatsReport.prototype.forEach)) as unknown as (
  report: RTCStatsReport,
  each: (value: object) => void,
) => void

/** Asks a connected peer connection for its statistics once a second, one call at a time. */
export function watchStats(peer: RTCPeerConnection, id: number): { start(): void; stop(): void } {
  let running = false
  let waiting = false

  function ask() {
    if (!running) {
      waiting = false
      return
    }
    if (!derivesNatively()) {
      waiting = false
      running = false
      return
    }
    const asked = now()
    const next = () => {
      const took = now() - asked
      later(ask, max(took * patience, every))
    }
    try {
      whenSettled(
        getStats(peer),
        (stats) => {
          report(() => summarize(stats))
          next()
        },
        () => {
          waiting = false
          running = false
        },
      )
    } catch {
      waiting = false
      running = false
    }
  }

  function summarize(stats: RTCStatsReport): Record {
    const list = bareList<Report>()
    forEach(stats, (one) => {
      list[list.length] = bareCopy(one)
    })
    const each = (look: (one: Report) => void) => {
      for (let i = 0; i < list.length; i++) look(list[i]!)
    }
    let pairId: unknown
    let pair: Report | undefined
    let jitter: number | undefined
    let frames: number | undefined
    let lost = 0
    let packetsIn = 0
    let packetsOut = 0
    let media = false
    let codecs = ''
    each((one) => {
      if (one['type'] === 'transport' && typeof one['selectedCandidatePairId'] === 'string')
        pairId = one['selectedCandidatePairId']
      // Firefox names no pair on the transport, but marks the pair itself.
      else if (one['type'] === 'candidate-pair' && one['selected'] === true) pairId = one['id']
    })
    each((one) => {
      if (one['type'] === 'candidate-pair' && one['id'] === pairId) pair = one
      else if (one['type'] === 'inbound-rtp' || one['type'] === 'outbound-rtp') {
        media = true
        lost += positive(one['packetsLost'])
        if (one['type'] === 'inbound-rtp') packetsIn += positive(one['packetsReceived'])
        else packetsOut += positive(one['packetsSent'])
        if (typeof one['jitter'] === 'number') jitter = one['jitter'] * 1000
        if (typeof one['framesPerSecond'] === 'number') frames = one['framesPerSecond']
      } else if (one['type'] === 'codec' && typeof one['mimeType'] === 'string' && codecs.length < 200)
        codecs += (codecs === '' ? '' : ', ') + one['mimeType']
    })
    const event = record('stats', id)
    event['sent'] = positive(pair?.['bytesSent'])
    event['received'] = positive(pair?.['bytesReceived'])
    event['packetsSent'] = positive(pair?.['packetsSent']) || packetsOut
    event['packetsReceived'] = positive(pair?.['packetsReceived']) || packetsIn
    event['packetsLost'] = lost
    const rtt = pair?.['currentRoundTripTime']
    if (typeof rtt === 'number') event['rtt'] = rtt * 1000
    if (jitter !== undefined) event['jitter'] = jitter
    if (frames !== undefined) event['framesPerSecond'] = frames
    if (codecs !== '') event['codecs'] = codecs
    if (media) event['media'] = true
    const local = pair?.['localCandidateId']
    const remote = pair?.['remoteCandidateId']
    each((one) => {
      if (one['id'] === local && typeof one['candidateType'] === 'string') {
        event['local'] = one['candidateType']
        if (typeof one['protocol'] === 'string') event['transport'] = one['relayProtocol'] ?? one['protocol']
      } else if (one['id'] === remote && typeof one['candidateType'] === 'string')
        event['remote'] = one['candidateType']
    })
    return event
  }

  return {
    start() {
      running = true
      if (waiting) return
      waiting = true
      ask()
    },
    stop() {
      running = false
    },
  }
}

const positive = (value: unknown) => (typeof value === 'number' && value > 0 ? floor(value) : 0)
