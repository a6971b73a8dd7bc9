import type { Moment } from '../../core/base/units.ts'
import { checkEvent } from '../../core/event/check-event.ts'
import type { ChannelEvent } from '../../core/event/connection-events.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import { text } from '../har/har-values.ts'
import { candidateTypeOf, channelOf, wordOf } from './api-value.ts'
import { dtlsStateOf, type Reports, totalsOf } from './stats-report.ts'

/** Turns what a dump tells of one peer connection into events. Each function returns those that follow, oldest first. */
export interface PeerTrace {
  /** A call or an event of the API. @param name with or without `on` before it, as dumps of different ages have it */
  told(name: string, value: unknown, at: Moment): CaptureEvent[]
  counted(reports: Reports, at: Moment): CaptureEvent[]
}

type ChannelState = ChannelEvent['state']

interface Channel {
  number: number
  label: string
  state: ChannelState
  /** Its report, once there was one. */
  report: string | undefined
}

const channelStates: readonly string[] = ['connecting', 'open', 'closing', 'closed']

/** Data channels that are told of one connection; the ids end at 65,534 (RFC 8831, 6.6). */
const maxChannels = 1024

/** @param doc the document that the connection is of */
export function createPeerTrace(doc: string, id: number): PeerTrace {
  const states = { connection: 'new', ice: 'new', signaling: 'stable' }
  const channels: Channel[] = []
  let isKnown = false

  /** The first thing that is told begins the connection. */
  function begun(at: Moment, adopted: boolean): unknown[] {
    if (isKnown) return []
    isKnown = true
    return [{ type: 'connect', at, doc, id, api: 'webrtc', url: `webrtc:${id}`, ...(adopted && { adopted }) }]
  }

  const peer = (at: Moment, candidate?: string) => ({
    type: 'peer',
    at,
    doc,
    id,
    ...states,
    ...(candidate !== undefined && { candidate }),
  })
  const channelEvent = (at: Moment, { number, label, state }: Channel) => ({
    type: 'channel',
    at,
    doc,
    id,
    channel: number,
    label,
    state,
  })

  function addChannel(label: string, state: ChannelState, report?: string): Channel | undefined {
    if (channels.length >= maxChannels) return undefined
    const channel = { number: channels.length, label, state, report }
    channels.push(channel)
    return channel
  }

  function changeOf(name: string, value: unknown, at: Moment): unknown[] {
    switch (name) {
      case 'connectionstatechange':
        states.connection = wordOf(value)
        return [peer(at)]
      case 'iceconnectionstatechange':
        states.ice = wordOf(value)
        return [peer(at)]
      case 'signalingstatechange':
        states.signaling = wordOf(value)
        return [peer(at)]
      case ':candidate':
      case 'icecandidate': {
        const type = candidateTypeOf(value)
        return type === undefined ? [] : [peer(at, type)]
      }
      case 'createDataChannel':
      case 'datachannel': {
        const channel = addChannel(channelOf(value), name === 'datachannel' ? 'open' : 'connecting')
        return channel ? [channelEvent(at, channel)] : []
      }
      case 'close':
        Object.assign(states, { connection: 'closed', ice: 'closed', signaling: 'closed' })
        return [peer(at)]
      default:
        return []
    }
  }

  /** States of data channels are told by their reports alone. */
  function channelChanges(reports: Reports, at: Moment): unknown[] {
    const changes: unknown[] = []
    for (const [key, report] of reports) {
      const state = text(report['state'])
      if (report['type'] !== 'data-channel' || !channelStates.includes(state)) continue
      const label = text(report['label'])
      const known =
        channels.find((channel) => channel.report === key) ??
        channels.find((channel) => channel.report === undefined && channel.label === label)
      const channel = known ?? addChannel(label, 'connecting', key)
      if (!channel) continue
      channel.report = key
      if (channel.state === state && known) continue
      channel.state = state as ChannelState
      changes.push(channelEvent(at, channel))
    }
    return changes
  }

  /** A dump that was begun late tells no states, but totals of a connection that is there. */
  function foundConnected(reports: Reports, at: Moment): unknown[] {
    if (states.connection !== 'new' || dtlsStateOf(reports) !== 'connected') return []
    Object.assign(states, { connection: 'connected', ice: 'connected' })
    return [peer(at)]
  }

  return {
    told: (name, value, at) => checked([...begun(at, false), ...changeOf(name.replace(/^on/, ''), value, at)]),
    counted(reports, at) {
      const totals = totalsOf(reports)
      return checked([
        ...begun(at, true),
        ...foundConnected(reports, at),
        ...channelChanges(reports, at),
        ...(totals ? [{ type: 'stats', at, doc, id, ...totals }] : []),
      ])
    },
  }
}

/** What a dump says is as good as its writer: values that no event may have are left out. */
const checked = (events: readonly unknown[]): CaptureEvent[] =>
  events.flatMap((event) => {
    const found = checkEvent(event)
    return typeof found === 'string' ? [] : [found]
  })
