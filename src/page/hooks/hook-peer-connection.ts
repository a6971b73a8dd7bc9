import { addListener, argument, getter, messageData, removeListener } from '../browser/natives.ts'
import { after, type Patch, patchConstructor, patchMethod } from '../browser/patch.ts'
import { type Connection, createConnections } from '../report/connections.ts'
import { createFlow, type MessageFlow } from '../report/message-flow.ts'
import { record } from '../report/record.ts'
import { newId, report } from '../report/report.ts'
import { watchStats } from './peer-stats.ts'

interface Watch extends Connection {
  id: number
  /** Starts to observe a data channel; repeated calls for a channel do nothing. */
  see(channel: RTCDataChannel): void
  closed(): void
}

interface Channel extends Connection {
  out: MessageFlow
}

/**
 * Observes peer connections by their events and state getters; the promises of offers and answers are left alone. Local
 * data channels are registered where the page creates them, remote ones in our own `datachannel` listener, which runs
 * before the page's.
 */
export function hookPeerConnection(): (Patch | undefined)[] {
  if (typeof RTCPeerConnection !== 'function') return []
  const prototype = RTCPeerConnection.prototype
  const channelPrototype = RTCDataChannel.prototype
  const connectionState = getter<string>(prototype, 'connectionState')
  const iceState = getter<string>(prototype, 'iceConnectionState')!
  const signalingState = getter<string>(prototype, 'signalingState')!
  const readCandidate = getter<RTCIceCandidate | null>(RTCPeerConnectionIceEvent.prototype, 'candidate')!
  const candidateType = getter<string | null>(RTCIceCandidate.prototype, 'type')
  const readChannel = getter<RTCDataChannel>(RTCDataChannelEvent.prototype, 'channel')!
  const readLabel = getter<string>(channelPrototype, 'label')!
  const readState = getter<string>(channelPrototype, 'readyState')!
  const readOrdered = getter<boolean>(channelPrototype, 'ordered')!
  const peers = createConnections<Watch>()
  const channels = createConnections<Channel>()
  const stateChanges = ['connectionstatechange', 'iceconnectionstatechange', 'signalingstatechange']

  const stateOf = (peer: object) => connectionState?.(peer) ?? iceState(peer)

  function watch(peer: RTCPeerConnection): void {
    const id = newId()
    const stats = watchStats(peer, id)
    let seen = 0
    const onState = () => state()
    const onCandidate = (event: Event) => {
      try {
        const candidate = readCandidate(event)
        if (candidate && candidateType) state(candidateType(candidate) ?? undefined)
      } catch {
        // one candidate is missing from the count
      }
    }
    const onChannel = (event: Event) => {
      try {
        if (event.isTrusted) connection.see(readChannel(event))
      } catch {
        // the page still receives its channel
      }
    }
    function state(candidate?: string) {
      report(() => {
        const event = record('peer', id)
        event['connection'] = stateOf(peer)
        event['ice'] = iceState(peer)
        event['signaling'] = signalingState(peer)
        if (candidate) event['candidate'] = candidate
        return event
      })
      if (stateOf(peer) === 'connected') stats.start()
      else if (stateOf(peer) === 'closed' || stateOf(peer) === 'failed') stats.stop()
    }
    const connect = (known: boolean) =>
      report(() => {
        const event = record('connect', id)
        event['api'] = 'webrtc'
        event['url'] = `webrtc:${id}`
        if (known) event['adopted'] = true
        return event
      })
    const connection: Watch = {
      id,
      see(channel) {
        if (!channels.of(channel)) watchChannel(id, seen++, channel)
      },
      closed() {
        report(() => {
          const event = record('peer', id)
          event['connection'] = 'closed'
          event['ice'] = 'closed'
          event['signaling'] = 'closed'
          return event
        })
        connection.detach()
      },
      attach() {
        for (let i = 0; i < stateChanges.length; i++) addListener(peer, stateChanges[i]!, onState)
        addListener(peer, 'icecandidate', onCandidate)
        addListener(peer, 'datachannel', onChannel)
      },
      detach() {
        stats.stop()
        for (let i = 0; i < stateChanges.length; i++) removeListener(peer, stateChanges[i]!, onState)
        removeListener(peer, 'icecandidate', onCandidate)
        removeListener(peer, 'datachannel', onChannel)
      },
      announce() {
        connect(true)
        state() // also starts the statistics again
      },
      isOver: () => signalingState(peer) === 'closed',
    }
    connect(false)
    peers.add(peer, connection)
  }

  function watchChannel(peer: number, number: number, channel: RTCDataChannel): void {
    const state = () =>
      report(() => {
        const event = record('channel', peer)
        event['channel'] = number
        event['label'] = readLabel(channel)
        event['state'] = readState(channel)
        event['ordered'] = readOrdered(channel)
        return event
      })
    const incoming = createFlow(peer, 'in', number)
    const onMessage = (message: Event) => {
      if (message.isTrusted) incoming.tell(messageData(message)) // an untrusted event was dispatched by the page itself
    }
    state()
    channels.add(channel, {
      out: createFlow(peer, 'out', number),
      attach() {
        addListener(channel, 'open', state)
        addListener(channel, 'close', state)
        addListener(channel, 'message', onMessage)
      },
      detach() {
        removeListener(channel, 'open', state)
        removeListener(channel, 'close', state)
        removeListener(channel, 'message', onMessage)
      },
      announce: state,
      isOver: () => readState(channel) === 'closed',
    })
  }

  return [
    patchConstructor(['RTCPeerConnection', 'webkitRTCPeerConnection'], (peer) => watch(peer as RTCPeerConnection)),
    patchMethod(
      prototype,
      'createDataChannel',
      after((peer: object, _args, channel: RTCDataChannel) => {
        peers.of(peer)?.see(channel)
      }),
    ),
    patchMethod(
      channelPrototype,
      'send',
      after((channel: object, args) => {
        channels.of(channel)?.out.tell(argument(args, 0))
      }),
    ),
    patchMethod(
      prototype,
      'close',
      after((peer: object) => {
        peers.of(peer)?.closed()
      }),
    ),
    peers.patch,
    channels.patch, // after `peers.patch`: a peer connection is reported before its channels
  ]
}
