import type { Milliseconds, Moment } from '../base/units.ts'
import { type Evidence, gatherEvidence } from '../evidence/evidence.ts'
import { recentExchanges } from '../stream/recent-exchanges.ts'
import { roleOf } from '../stream/role.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import type { Finding, Verdict } from '../verdict/verdict.ts'
import { rules } from './rules.ts'

/**
 * The verdict of the rules on a stream's last exchanges, regardless of the previous verdict.
 * @param now the session's last event, or the clock while it is live
 */
export function judge(stream: Stream, now: Moment): Verdict {
  const [ofAll, ...rest] = findingsOf(stream, gatherEvidence(stream, now))
  if (!ofAll) throw new Error('no rule applied, though the last one always does')
  const first = isWithoutRule(ofAll) ? (changedWay(stream, now, ofAll) ?? ofAll) : ofAll
  const seen = new Set<Technique>([first.technique])
  const alternatives = rest.flatMap(({ technique, because }) => {
    if (seen.has(technique)) return []
    seen.add(technique)
    return [{ technique, because }]
  })
  return asSetUpOfConnection(stream, { ...first, alternatives }, now)
}

function findingsOf(stream: Stream, evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const rule of rules) {
    const finding = rule.judge(stream, evidence)
    // The last rule applies to every stream: beside a firm finding it is no alternative.
    if (finding && (rule !== rules.at(-1) || !isFirm(findings[0]))) findings.push(finding)
    if (finding?.confidence === 'certain') break
  }
  return findings
}

/** Requests of each half that show a way of asking by themselves. */
const minOfHalf = 12

/** Whether a finding says no more than that the times of the requests differ: a change of the way of asking may be behind it. */
const isWithoutRule = ({ flags }: Finding) => flags.includes('sporadic') || flags.includes('paused')

/** Whether a finding is one of a way of asking for updates that people do not have: by a clock, or held at the server. */
const isWay = (finding: Finding | undefined): finding is Finding =>
  finding !== undefined && isFirm(finding) && /polling$/.test(finding.technique) && !finding.flags.includes('jittered')

/**
 * The finding where a page asks in another way than before, such as by a clock after its long polls were refused: as a whole the last
 * exchanges follow no rule, but the later or the earlier half of them does.
 * @param ofAll the finding about all of them
 * @returns undefined where neither half follows a rule
 */
function changedWay(stream: Stream, now: Moment, ofAll: Finding): Finding | undefined {
  const recent = recentExchanges(stream)
  const half = Math.floor(recent.length / 2)
  if (half < minOfHalf) return undefined
  const [earlier, later] = [recent.slice(0, half), recent.slice(half)].map(
    (some) => findingsOf(stream, gatherEvidence(stream, now, some))[0],
  )
  if (isWay(later))
    return { ...later, because: [...later.because, 'Before these requests the page asked in another way.'] }
  return isWay(earlier)
    ? { ...ofAll, confidence: 'provisional', because: [...ofAll.because, `Before: ${earlier.because[0]}`] }
    : undefined
}

/** Whether polls ended soon after another transport began: a poller that goes on beside it makes many more. */
function endsWith(stream: Stream, { firstAt }: Stream): boolean {
  const { lastAt } = stream
  const beside = recentExchanges(stream).filter(({ start }) => start > firstAt).length
  return lastAt <= firstAt + maxUpgradeTime && beside <= maxSetUpRequests
}

const isFirm = (finding: Finding | undefined) => finding?.confidence === 'high' || finding?.confidence === 'certain'

/** Requests that set up one connection. */
const maxSetUpRequests = 6
/** Time for which polls may go on beside the connection that replaces them. */
const maxUpgradeTime: Milliseconds = 10_000
/** Time without a poll from which on the polls have ended. */
const minSilence: Milliseconds = 2000

const isTransport = (kind: Stream['kind']) => kind === 'websocket' || kind === 'eventsource'

/**
 * Turns the verdict on the long polls of a library into that of a set-up, where the library went on to a WebSocket or an event
 * stream in the stream's channel: Engine.IO polls twice or three times before it upgrades.
 */
function asSetUpOfConnection(stream: Stream, verdict: Verdict, now: Moment): Verdict {
  if (!stream.protocol || stream.kind !== 'exchanges') return verdict
  const role = roleOf(stream)
  if (role === 'heartbeat') return verdict
  const members = [...stream.channel.members]
  const transports = members.filter(({ kind, connection }) => isTransport(kind) && connection.opens > 0)
  const [successor] = transports
  if (!successor) return verdict
  // Each opening has its own set-up. An upgrade that took long has more polls, which end soon after it.
  const opens = transports.reduce((count, { connection }) => count + connection.opens, 0)
  const few = stream.requests.count <= maxSetUpRequests * opens
  const isOver = stream.requests.inFlight.size === 0 && now - stream.lastAt > minSilence
  const ended = isOver && transports.some((transport) => endsWith(stream, transport))
  // What the page sends before its library goes on to the other transport is a part of the set-up, too.
  if (role === 'sender' ? !ended || stream.firstAt > successor.firstAt : !few && !ended) return verdict
  return {
    technique: 'http',
    flags: ['set-up'],
    confidence: 'certain',
    because: [
      `${stream.protocol.id} set up its connection with these requests and went on over ${successor.kind === 'websocket' ? 'a WebSocket' : 'an event stream'} (${successor.id}).`,
    ],
    alternatives: [],
  }
}
