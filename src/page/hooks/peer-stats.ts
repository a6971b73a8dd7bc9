import { derivesNatively } from '../browser/derive.ts'
import {
  bareList,
  floor,
  later,
  max,
  NativeWeakMap,
  now,
  objectKeys,
  ownValue,
  uncurry,
  weakGet,
  weakSet,
  whenSettled,
} from '../browser/natives.ts'
import { after, type Patch, patchMethod } from '../browser/patch.ts'
import { type Record, record } from '../report/record.ts'
import { report } from '../report/report.ts'

// In ms. Browsers refresh their statistics about this often; asking more often would cost time and gain nothing.
const askEveryMs = 1000
// In ms: how long after the page's last own `getStats` the timer asks again. The browser returns the same statistics to
// everybody who asks within some 50 ms (libwebrtc's RTCStatsCollector caches them that long): a page that asks would get
// statistics computed for us, from a moment before. So while a page asks, we ask right after it and receive what was
// computed for the page.
const pageQuietMs = 2500
const maxPauseMs = 10_000
// Time of the page's last `getStats` on a sender or receiver, which cannot be attributed to a peer connection.
let pageAskedAt = Number.NEGATIVE_INFINITY
const watchers = new NativeWeakMap<object, () => void>()

/** Notes when the page itself asks for statistics. */
export function hookStats(): (Patch | undefined)[] {
  if (typeof RTCPeerConnection !== 'function') return []
  const noted = after(() => {
    pageAskedAt = now()
  })
  const followed = after((peer: object) => {
    const ask = weakGet(watchers, peer) as (() => void) | undefined
    ask?.()
  })
  return [
    patchMethod(RTCPeerConnection.prototype, 'getStats', followed),
    patchMethod(RTCRtpSender.prototype, 'getStats', noted),
    patchMethod(RTCRtpReceiver.prototype, 'getStats', noted),
  ]
}

// The pause between two calls is at least this multiple of the last call's duration: a call with many streams may take
// long, and asking must never take more than a fiftieth of the time.
const pausePerCall = 50

type Report = { [field: string]: unknown }

/**
 * A copy without a prototype: reading a field that the browser's object lacks would look it up on the page's
 * Object.prototype.
 */
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

/** Reports the statistics of a connected peer connection about once a second, one `getStats` call at a time. */
export function watchStats(peer: RTCPeerConnection, id: number): { start(): void; stop(): void } {
  let running = false
  let waiting = false
  let askedAt = now()
  let pageAskedPeerAt = Number.NEGATIVE_INFINITY

  function over() {
    waiting = false
    running = false
  }

  /** Asks on a timer, unless the page asks itself. An error thrown in a timer would be visible to the page alone. */
  function onTimer() {
    try {
      if (!running) {
        waiting = false
        return
      }
      const quiet = max(pageAskedAt, pageAskedPeerAt) + pageQuietMs < now()
      // Ask after `maxPauseMs` at the latest: a page that only asks its senders and receivers would otherwise leave us
      // without data.
      if (!quiet && now() - askedAt < maxPauseMs) later(onTimer, askEveryMs)
      else ask((took) => later(onTimer, max(took * pausePerCall, askEveryMs)))
    } catch {
      over()
    }
  }

  function ask(then?: (took: number) => void) {
    if (!derivesNatively()) return over()
    askedAt = now()
    const asked = askedAt
    whenSettled(
      getStats(peer),
      (stats) => {
        report(() => summarize(stats))
        try {
          then?.(now() - asked)
        } catch {
          over()
        }
      },
      over,
    )
  }

  function summarize(stats: RTCStatsReport): Record {
    const list = bareList<Report>()
    forEach(stats, (entry) => {
      list[list.length] = bareCopy(entry)
    })
    const each = (look: (entry: Report) => void) => {
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
    each((entry) => {
      if (entry['type'] === 'transport' && typeof entry['selectedCandidatePairId'] === 'string')
        pairId = entry['selectedCandidatePairId']
      // Firefox names no pair on the transport, but marks the pair itself.
      else if (entry['type'] === 'candidate-pair' && entry['selected'] === true) pairId = entry['id']
    })
    each((entry) => {
      if (entry['type'] === 'candidate-pair' && entry['id'] === pairId) pair = entry
      else if (entry['type'] === 'inbound-rtp' || entry['type'] === 'outbound-rtp') {
        media = true
        lost += positive(entry['packetsLost'])
        if (entry['type'] === 'inbound-rtp') packetsIn += positive(entry['packetsReceived'])
        else packetsOut += positive(entry['packetsSent'])
        if (typeof entry['jitter'] === 'number') jitter = entry['jitter'] * 1000
        if (typeof entry['framesPerSecond'] === 'number') frames = entry['framesPerSecond']
      } else if (entry['type'] === 'codec' && typeof entry['mimeType'] === 'string' && codecs.length < 200)
        codecs += (codecs === '' ? '' : ', ') + entry['mimeType']
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
    each((entry) => {
      if (entry['id'] === local && typeof entry['candidateType'] === 'string') {
        event['local'] = entry['candidateType']
        if (typeof entry['protocol'] === 'string') event['transport'] = entry['relayProtocol'] ?? entry['protocol']
      } else if (entry['id'] === remote && typeof entry['candidateType'] === 'string')
        event['remote'] = entry['candidateType']
    })
    return event
  }

  weakSet(watchers, peer, () => {
    pageAskedPeerAt = now()
    // Follow the page's pace, but not more often than the timer would ask.
    if (running && now() - askedAt > askEveryMs * 0.9) ask()
  })
  return {
    start() {
      running = true
      if (waiting) return
      waiting = true
      // Not at once: a page that asks usually does so right after connecting.
      later(onTimer, askEveryMs)
    },
    stop() {
      running = false
    },
  }
}

const positive = (value: unknown) => (typeof value === 'number' && value > 0 ? floor(value) : 0)
