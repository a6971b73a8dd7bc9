import type { BrowserKind } from '../../../src/cli/browser/machine.ts'
import type { StreamAnalysis } from '../../../src/core/analysis/analysis.ts'
import { type Figures, withComments } from '../../lab/clients/counted.ts'
import type { Seen } from '../../lab/clients/door.ts'
import type { Aspect, Flow, LabClient } from '../../lab/clients/flow.ts'
import type { Clients } from '../../lab/clients/site.ts'
import { sumOf } from './figures.ts'
import { type Recording, watched } from './watched.ts'

/** What is said of a flow, by Duplex or by those who know the client. */
export interface Said extends Record<Aspect, unknown> {
  /** All techniques at the flow's path. */
  techniques: string[]
  /** Those of the flow's flags that are told. */
  flags: string[]
  streams: number
  figures: Partial<Figures>
  /** Of a WebSocket: all octets of its messages, as the page receives and sends them. */
  octets: { in: number; out: number } | undefined
}

/** What Duplex says of a flow, and what is right. */
export function compared(
  kind: BrowserKind,
  recording: Recording,
  clients: Clients,
  client: LabClient,
  flow: Flow,
): { told: Said; right: Said } {
  const { seen, streams } = watched(recording, clients, client.id, '/')
  const beside = client.flows.filter(({ path, method }) => path === flow.path && method === flow.method)
  const isHere = (path: string, method: string) =>
    pathOf(client, path) === flow.path && (flow.method === undefined || flow.method === method)
  const here = streams.filter(({ url, method }) => isHere(pathIn(url), method))
  const own = here.filter(({ technique }) => technique === flow.technique)
  const requests = seen.filter((one) => isHere(one.path, one.method) && (flow.includes?.(one) ?? true))
  const flags = flow.flags ?? []
  const isSocket = flow.technique === 'websocket'
  return {
    told: {
      techniques: techniquesOf(here),
      flags: flags.filter((flag) => own.every((stream) => stream.flags.includes(flag))),
      streams: own.length,
      figures: meaningful(flow, sumOf(own)),
      octets: isSocket ? octetsOf(recording, own) : undefined,
    },
    right: {
      techniques: techniquesOf(beside),
      flags: [...flags],
      streams: flow.streams ?? 1,
      figures: meaningful(flow, commented(kind, flow, own, requests)),
      octets: isSocket ? octetsAt(requests) : undefined,
    },
  }
}

/** Of a client, all that belongs to none of its flows. */
export function otherStreams(recording: Recording, clients: Clients, client: LabClient): StreamAnalysis[] {
  const { streams } = watched(recording, clients, client.id, '/')
  return streams.filter(({ url }) => pathOf(client, pathIn(url)) === undefined)
}

/** Comments of an event stream that the page reads itself are seen; of an EventSource's, only Firefox's log tells, once it is closed. */
function commented(kind: BrowserKind, flow: Flow, own: readonly StreamAnalysis[], seen: readonly Seen[]): Figures {
  const figures = flow.count(seen)
  if (flow.technique !== 'sse') return figures
  const isRead = own.some(({ flags }) => flags.includes('fetch') || flags.includes('xhr'))
  return isRead || kind === 'firefox' ? withComments(figures, seen) : figures
}

/** The figures that have a meaning: whether an ordinary answer, or that to a report, is news is nobody's question. */
const meaningful = ({ technique }: Flow, { requests, messagesOut, ...received }: Figures): Partial<Figures> =>
  technique === 'http' || technique === 'beacon' ? { requests, messagesOut } : { requests, messagesOut, ...received }

function octetsOf({ session }: Recording, own: readonly StreamAnalysis[]) {
  const streams = session.streams.all.filter(({ id }) => own.some((one) => one.id === id))
  const sum = (direction: 'in' | 'out') => streams.reduce((total, one) => total + one[direction].bytes, 0)
  return { in: sum('in'), out: sum('out') }
}

/** What the server sends is what the page receives. */
function octetsAt(seen: readonly Seen[]) {
  const all = seen.flatMap(({ socket }) => socket?.octets() ?? [])
  return { in: all.reduce((sum, one) => sum + one.out, 0), out: all.reduce((sum, one) => sum + one.in, 0) }
}

const pathIn = (url: string) => url.replace(/^\w+:\/\/[^/]*/, '').replace(/\?.*$/, '')

/** Which of the client's paths a path begins with: the longest one. */
function pathOf({ flows }: LabClient, path: string): string | undefined {
  const begins = flows.filter((flow) => new RegExp(`^${flow.path.replaceAll('*', '[^/]*')}`).test(path))
  return begins.sort((a, b) => b.path.length - a.path.length)[0]?.path
}

const techniquesOf = (list: readonly { technique: string }[]) =>
  [...new Set(list.map(({ technique }) => technique))].sort()
