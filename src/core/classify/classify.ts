import type { Milliseconds } from '../base/units.ts'
import { counted, inTime } from '../base/words.ts'
import { gatherEvidence } from '../evidence/evidence.ts'
import { fallenBackFrom } from '../group/fallback.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../stream/stream.ts'
import type { Technique } from '../verdict/technique.ts'
import { settle } from './review.ts'
import type { Finding } from './rule.ts'
import { roleOf } from './rules/fingerprint.ts'
import { rules } from './rules.ts'

/** Technique, how sure, why, and what else it might be. */
export interface Verdict extends Finding {
  alternatives: { technique: Technique; because: string[] }[]
}

/**
 * Judges a stream as it stands, without flickering: what it was judged before stays until enough speaks against it. Cost is
 * bounded by the samples a stream keeps, not by its length.
 * @param now the session's last event, or the clock while it is live: a request that is still held ages by it
 */
export function classify(session: Session, stream: Stream, now: Milliseconds = session.lastAt): Verdict {
  return withUnseen(
    stream,
    asFallback(session, stream, asOneOfTwo(stream, settle(stream, judge(session, stream, now)))),
  )
}

/** What the stream's last exchanges say by themselves. */
export function judge(session: Session, stream: Stream, now: Milliseconds): Verdict {
  const evidence = gatherEvidence(stream, now)
  const findings: Finding[] = []
  for (const rule of rules) {
    const finding = rule.judge(stream, evidence)
    // The last rule applies to anything; beside a firm verdict it would only contradict.
    if (finding && (rule !== rules.at(-1) || !isFirm(findings[0]))) findings.push(finding)
    if (finding?.confidence === 'certain') break
  }
  const [first, ...rest] = findings
  if (!first) throw new Error('no rule applied, though the last one always does')
  const seen = new Set<Technique>([first.technique])
  const alternatives = rest.flatMap(({ technique, because }) => {
    if (seen.has(technique)) return []
    seen.add(technique)
    return [{ technique, because }]
  })
  return joinedToUpgrade(session, stream, { ...first, alternatives })
}

/** Says where it is taken for news what nobody has looked into: bodies that a page does not read, or that a HAR does not hold. */
function withUnseen({ unseenBodies, kind }: Stream, verdict: Verdict): Verdict {
  if (unseenBodies === 0 || kind !== 'exchanges' || !/polling$/.test(verdict.technique)) return verdict
  const what = `What ${counted(unseenBodies, 'answer')} said is not known: each counts as news.`
  return { ...verdict, because: [...verdict.because, what] }
}

/** Says which other stream asks the same, where two pollers of one URL have been told apart. */
function asOneOfTwo(stream: Stream, verdict: Verdict): Verdict {
  const other = stream.pollers?.clocks.find((one) => one.stream !== stream)
  if (!other || verdict.technique !== 'polling') return verdict
  return {
    ...verdict,
    flags: [...verdict.flags.filter((flag) => flag !== 'interleaved'), 'interleaved'],
    because: [
      ...verdict.because,
      `Another poller asks the same URL every ${inTime(other.period)} (${other.stream.id}); they are told apart by when they ask.`,
    ],
  }
}

/** Says where it came in the place of a socket that failed, and what is known of why. */
function asFallback(session: Session, stream: Stream, verdict: Verdict): Verdict {
  const failed = fallenBackFrom(session, stream, verdict.technique)
  if (!failed) return verdict
  const { id, closeCode, closeReason } = failed.stream
  const how = closeReason
    ? `“${closeReason}”`
    : closeCode === undefined || closeCode === 1006
      ? 'the handshake was not accepted'
      : `code ${closeCode}`
  return {
    ...verdict,
    flags: [...verdict.flags, 'fallback'],
    because: [...verdict.because, `It stands in for a WebSocket to the same place that never opened (${id}: ${how}).`],
  }
}

const isFirm = (finding: Finding | undefined) => finding?.confidence === 'high' || finding?.confidence === 'certain'

/** Requests that one connection takes to be set up, and how long the polls go on beside the new socket. */
const mostForSetUp = 6
const upgradeTakes = 10_000

const isTransport = (kind: Stream['kind']) => kind === 'websocket' || kind === 'eventsource'

/**
 * Long polls of a library that went on to a WebSocket or a stream in the same channel were its set-up: Engine.IO asks twice or
 * three times before it upgrades.
 */
function joinedToUpgrade(session: Session, stream: Stream, verdict: Verdict): Verdict {
  if (!stream.protocol || stream.kind !== 'exchanges') return verdict
  const role = roleOf(stream)
  if (role === 'sender' || role === 'heartbeat') return verdict
  const members = [...(session.members.get(stream.channel) ?? [])]
  const transports = members.filter(({ kind, opens }) => isTransport(kind) && opens > 0)
  const [successor] = transports
  if (!successor) return verdict
  // Each connection is set up anew. Where an upgrade took long, polling ended with it.
  const few = stream.requests <= mostForSetUp * transports.reduce((opens, one) => opens + one.opens, 0)
  const ended = transports.some(({ firstAt }) => stream.lastAt <= firstAt + upgradeTakes)
  if (!few && !ended) return verdict
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
