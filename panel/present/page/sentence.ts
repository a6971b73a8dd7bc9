import { type Technique, techniqueLabels, techniques } from '../../../src/core/verdict/technique.ts'
import { unseenAnswers } from '../../../src/core/verdict/unseen-answers.ts'
import type { Analysed } from '../analysed.ts'
import { largestSaving } from '../details/saving.ts'
import { shownName } from '../list/shown-url.ts'
import { formatPercent, joined, plural } from '../words/format-units.ts'

/** The summary at the top of the panel. */
export interface Sentence {
  /** The techniques that the page uses. */
  uses: string
  /** Their cost, and a change that would cost less; '' where there is nothing to say. */
  costs: string
  /** Id of the stream that the saving is about. */
  about: string | undefined
}

/**
 * The summary of what was captured so far.
 * @param past the session is a saved one, not a page that is running
 * @param lost events that never arrived
 */
export function sentence(all: readonly Analysed[], pageUrl: string, past: boolean, lost = 0): Sentence {
  const realtime = all.filter(({ analysis }) => analysis.technique !== 'http')
  if (realtime.length === 0) return { uses: withoutRealtime(all.length, past, lost), costs: '', about: undefined }
  const clauses = techniques.flatMap((technique) => {
    const streams = realtime.filter(({ analysis }) => analysis.technique === technique)
    return streams.length === 0 ? [] : [clause(technique, streams, past)]
  })
  const saving = largestSaving(realtime)
  const costs = [overhead(realtime, past)]
  if (saving) {
    const name = shownName(saving.analysed.analysis.url, pageUrl)
    const share = joined(formatPercent(saving.share))
    costs.push(
      `${name} as ${techniqueLabels[saving.technique]} would ${past ? 'have saved' : 'save'} about ${share} of its bytes`,
    )
  }
  const told = costs.filter(Boolean).join('; ')
  return {
    uses: `This page ${listed(clauses)}.`,
    costs: told === '' ? '' : `${told}.`,
    about: saving?.analysed.analysis.id,
  }
}

function withoutRealtime(streams: number, past: boolean, lost: number): string {
  if (streams === 0 && lost > 0) return 'Nothing is known of this page yet: what it sent was lost on the way.'
  if (streams === 0) return past ? 'This capture holds no traffic.' : 'No traffic has been seen yet.'
  return past
    ? 'Only ordinary HTTP was captured: nothing polled, streamed or stayed open.'
    : 'Only ordinary HTTP so far: nothing polls, streams or stays open.'
}

const verbs: Record<Technique, readonly [now: string, then: string, one: string, many: string]> = {
  polling: ['polls', 'polled', 'endpoint', 'endpoints'],
  'long-polling': ['holds', 'held', 'long poll', 'long polls'],
  sse: ['listens to', 'listened to', 'event stream', 'event streams'],
  'http-streaming': ['reads', 'read', 'streamed response', 'streamed responses'],
  websocket: ['talks over', 'talked over', 'WebSocket', 'WebSockets'],
  webrtc: ['keeps', 'kept', 'peer connection', 'peer connections'],
  webtransport: ['uses', 'used', 'WebTransport session', 'WebTransport sessions'],
  beacon: ['reports to', 'reported to', 'beacon endpoint', 'beacon endpoints'],
  http: ['asks', 'asked', 'endpoint', 'endpoints'],
}

function clause(technique: Technique, streams: readonly Analysed[], past: boolean): string {
  const [now, then, one, many] = verbs[technique]
  const over = streams.filter(({ facts }) => facts.status !== 'open').length
  const unsure = streams.filter(({ analysis }) => ['low', 'provisional'].includes(analysis.confidence)).length
  const count = streams.length
  const notes: string[] = []
  if (!past && over > 0 && over < count) notes.push(`${over} no longer open`)
  if (unsure > 0) notes.push(count === 1 ? 'not certain yet' : `${unsure} not certain yet`)
  const verb = past || over === count ? then : now
  return `${verb} ${plural(count, one, many)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`
}

function overhead(streams: readonly Analysed[], past: boolean): string {
  let bytes = 0
  let beyond = 0
  let measured = true
  let seen = true
  for (const { analysis } of streams) {
    bytes += analysis.cost.bytesUp + analysis.cost.bytesDown
    beyond += analysis.cost.overheadBytes
    measured &&= analysis.cost.basis === 'measured'
    seen &&= unseenAnswers(analysis) === 0
  }
  if (bytes === 0) return ''
  const share = joined(formatPercent(beyond / bytes))
  // Answers that nobody saw count as news, though they may be overhead.
  const how = seen ? (measured ? '' : 'About ') : 'At least '
  return `${how}${share} of its realtime bytes ${past ? 'were' : 'are'} overhead`
}

/** 'a', 'a and b', 'a, b and c'. */
function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
