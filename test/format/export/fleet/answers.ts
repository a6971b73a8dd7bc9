import type { Analysis, StreamAnalysis } from '../../../../src/core/analysis/analysis.ts'
import type { Row } from './duckdb.ts'

/** A session, and what the command was told of it. */
export interface Known {
  release: string | undefined
  analysis: Analysis
}

const sum = <T>(list: readonly T[], figure: (one: T) => number) => list.reduce((total, one) => total + figure(one), 0)

function groups<T>(list: readonly T[], key: (one: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>()
  for (const one of list) found.set(key(one), [...(found.get(key(one)) ?? []), one])
  return [...found]
}

const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
const bytesOf = ({ cost }: StreamAnalysis) => cost.bytesUp + cost.bytesDown
const hoursOf = (known: readonly Known[]) => sum(known, ({ analysis }) => analysis.page.durationMs) / 3_600_000
const streamsOf = (known: readonly Known[]) => known.flatMap(({ analysis }) => analysis.streams)

function mostWaste(known: readonly Known[]): Row[] {
  return groups(streamsOf(known), ({ technique, method, url }) => JSON.stringify([technique, method, url]))
    .map(([key, streams]) => {
      const [technique, method, url] = JSON.parse(key) as [string, string, string]
      return {
        technique,
        method,
        url,
        seen_in: streams.length,
        all_requests: sum(streams, (stream) => stream.requests),
        all_wasted: sum(streams, (stream) => stream.wasted),
        all_overhead: sum(streams, ({ cost }) => cost.overheadBytes),
        all_bytes: sum(streams, bytesOf),
      }
    })
    .sort((a, b) => b.all_overhead - a.all_overhead || byText(a.url, b.url) || byText(a.technique, b.technique))
    .slice(0, 20)
}

function byRelease(known: readonly Known[]): Row[] {
  return groups(
    known.filter(({ release }) => release),
    ({ release }) => release!,
  )
    .sort(([one], [other]) => byText(one, other))
    .map(([release, of]) => ({
      release,
      all_sessions: of.length,
      hours: hoursOf(of),
      bytes_an_hour: sum(of, ({ analysis }) => analysis.totals.bytesUp + analysis.totals.bytesDown) / hoursOf(of),
      wasted_an_hour: sum(of, ({ analysis }) => analysis.totals.wasted) / hoursOf(of),
    }))
}

function grown(known: readonly Known[]): Row[] {
  const [before, after] = ['1.4', '1.5'].map((release) => known.filter((one) => one.release === release))
  const hourly = (of: readonly Known[], url: string) =>
    sum(
      streamsOf(of).filter((stream) => stream.url === url),
      bytesOf,
    ) / hoursOf(of)
  return [...new Set(streamsOf([...before!, ...after!]).map(({ url }) => url))]
    .map((url) => {
      const [bytes_before, bytes_after] = [hourly(before!, url), hourly(after!, url)]
      return { url, bytes_before, bytes_after, growth: bytes_after - bytes_before }
    })
    .sort((a, b) => b.growth - a.growth || byText(a.url, b.url))
    .slice(0, 20)
}

function ofManyUsers(known: readonly Known[]): Row[] {
  const [users, hoursAMonth, price] = [1_000_000, 20, 0.05]
  const streams = streamsOf(known)
  const techniques = new Set(streams.flatMap(({ whatIf }) => whatIf.map(({ technique }) => technique)))
  const plan = (name: string, figures: readonly { requests: number; bytes: number; seconds: number }[]) => {
    const anHour = (figure: 'requests' | 'bytes' | 'seconds') =>
      (users * sum(figures, (one) => one[figure])) / hoursOf(known)
    const gigabytes = (anHour('bytes') * hoursAMonth) / 1e9
    return {
      plan: name,
      requests_a_second: anHour('requests') / 3600,
      open_connections: anHour('seconds') / 3600,
      gigabytes_a_month: gigabytes,
      price_a_month: price * gigabytes,
    }
  }
  const own = (stream: StreamAnalysis) => ({
    requests: stream.requests,
    bytes: bytesOf(stream),
    seconds: stream.cost.connectionSeconds,
  })
  const instead = (technique: string) => (stream: StreamAnalysis) => {
    const other = stream.whatIf.find((one) => one.technique === technique)
    if (!other) return own(stream)
    return { requests: other.requests, bytes: other.bytesUp + other.bytesDown, seconds: other.connectionSeconds }
  }
  return [
    plan('as it is', streams.map(own)),
    ...[...techniques].map((one) => plan(one, streams.map(instead(one)))),
  ].sort((a, b) => a.gigabytes_a_month - b.gigabytes_a_month || byText(a.plan, b.plan))
}

function firstAdvice(known: readonly Known[]): Row[] {
  const given = known.flatMap(({ analysis }, session) =>
    analysis.streams.flatMap(({ advice, cost }) => advice.map(({ id }) => ({ session, id, cost }))),
  )
  return groups(given, ({ id }) => id)
    .map(([advice, list]) => ({
      advice,
      all_sessions: new Set(list.map(({ session }) => session)).size,
      all_overhead: sum(list, ({ cost }) => cost.overheadBytes),
    }))
    .sort((a, b) => b.all_overhead - a.all_overhead || byText(a.advice, b.advice))
}

function byDay(known: readonly Known[]): Row[] {
  return groups(known, ({ analysis }) => new Date(analysis.page.startedAt).toISOString().slice(0, 10))
    .sort(([one], [other]) => byText(one, other))
    .map(([day, of]) => ({
      day,
      all_sessions: of.length,
      all_bytes: sum(of, ({ analysis }) => analysis.totals.bytesUp + analysis.totals.bytesDown),
      all_wasted: sum(of, ({ analysis }) => analysis.totals.wasted),
    }))
}

/** What the queries of the document must answer, by heading, as the sessions themselves say. */
export const answers: Readonly<Record<string, readonly ((known: readonly Known[]) => Row[])[]>> = {
  'Which streams waste most?': [mostWaste],
  'How did a release change the cost?': [byRelease, grown],
  'What would a million users cost?': [ofManyUsers],
  'What should be done first?': [firstAdvice],
  'How does it develop?': [byDay],
}
