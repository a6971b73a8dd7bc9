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
import { type Record, record, report } from '../report/report.ts'

// Browsers refresh their statistics about this often; asking more would cost and tell nothing.
const every = 1000
// The browser gives whoever asks within some 50 ms the same statistics (libwebrtc's RTCStatsCollector keeps them that long): a
// page that asks for its own would get those that were made for us, from a moment before. So while a page asks, we ask right after
// it, and get what was made for the page.
const pagePause = 2500
const longestPause = 10_000
// By way of a sender or receiver, of which nobody can say whose it is.
let pageAskedAt = Number.NEGATIVE_INFINITY
const watchers = new NativeWeakMap<object, () => void>()

/** Notes that the page asks for statistics itself. */
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
  let askedAt = now()
  let pageAskedPeerAt = Number.NEGATIVE_INFINITY

  function over() {
    waiting = false
    running = false
  }

  /** By the clock, where the page does not ask itself. Nobody but the page would see what a timer threw. */
  function onTimer() {
    try {
      if (!running) {
        waiting = false
        return
      }
      const quiet = max(pageAskedAt, pageAskedPeerAt) + pagePause < now()
      // A page that only ever asks its senders and receivers would leave us without anything.
      if (!quiet && now() - askedAt < longestPause) later(onTimer, every)
      else ask((took) => later(onTimer, max(took * patience, every)))
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

  weakSet(watchers, peer, () => {
    pageAskedPeerAt = now()
    // At the page's pace, but no more often than we would by ourselves.
    if (running && now() - askedAt > every * 0.9) ask()
  })
  return {
    start() {
      running = true
      if (waiting) return
      waiting = true
      // Not at once: a page that asks, does so when it is connected.
      later(onTimer, every)
    },
    stop() {
      running = false
    },
  }
}

const positive = (value: unknown) => (typeof value === 'number' && value > 0 ? floor(value) : 0)
