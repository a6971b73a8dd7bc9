import { counted, percent } from '../classify/words.ts'
import { type AdviceRule, enough, secondsOf } from './rule.ts'

export const pollingMostlyEmpty: AdviceRule = {
  id: 'polling-mostly-empty',
  advise({ stream, verdict, cost, whatIf }) {
    if (verdict.technique !== 'polling' || stream.responses < enough || stream.wasted / stream.responses < 0.5) return
    const now = cost.bytesUp + cost.bytesDown
    const sse = whatIf.find((one) => one.technique === 'sse')
    const saved = sse && now > 0 ? 1 - (sse.bytesUp + sse.bytesDown) / now : 0
    const saving = saved > 0.05 ? ` Server-Sent Events would have saved about ${percent(saved)} of its bytes;` : ''
    return `${percent(stream.wasted / stream.responses)} of ${counted(stream.responses, 'answer')} carried no news.${saving || ' A push technique would have sent only the news;'} they keep one connection open per client, and updates come at once.`
  },
}

export const longPollingBusy: AdviceRule = {
  id: 'long-polling-high-rate',
  advise({ stream, verdict }) {
    const seconds = secondsOf(stream)
    const rate = stream.updates / seconds
    if (verdict.technique !== 'long-polling' || seconds < 5 || rate < 1) return
    return `${rate.toFixed(1)} updates a second each pay a whole request. A stream (Server-Sent Events, or a WebSocket where the client talks too) pays a few bytes for each.`
  },
}

export const sameAnswerAgain: AdviceRule = {
  id: 'polling-unconditional',
  advise({ stream, verdict }) {
    const same = stream.wastedBy.same ?? 0
    if (verdict.technique !== 'polling' || same < enough || same / stream.responses < 0.3) return
    const bytes = Math.round((same / Math.max(1, stream.responses)) * stream.in.bytes)
    return `${counted(same, 'answer')} repeated the one before, some ${Math.round(bytes / 1000)} kB of bodies. With an ETag the server could say 304 and send no body; the request itself stays.`
  },
}

export const headHeavy: AdviceRule = {
  id: 'polling-head-heavy',
  advise({ stream, verdict, cost }) {
    if (!/polling$/.test(verdict.technique) || stream.requests < enough || cost.overheadShare < 0.9) return
    if (cost.bytesPerUpdate === null || stream.updates < enough) return
    return `${percent(cost.overheadShare)} of its bytes are not news: each update costs ${cost.bytesPerUpdate} B. HTTP/2 packs repeated heads to some 60 B, cookies on a path of their own stay away from it, and a stream needs no head per update.`
  },
}
