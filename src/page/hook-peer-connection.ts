import {
  addListener,
  getter,
  mapDelete,
  mapForEach,
  mapSet,
  messageData,
  NativeMap,
  NativeWeakMap,
  removeListener,
  weakGet,
  weakSet,
} from './natives.ts'
import { after, type Patch, patchConstructor, patchMethod } from './patch.ts'
import { withMessage } from './payload.ts'
import { watchStats } from './peer-stats.ts'
import { newId, record, report } from './report.ts'

interface Watch {
  id: number
  channels: number
  stop(): void
}

interface ChannelWatch {
  peer: number
  number: number
}

/**
 * Observes peer connections by their events and by the getters of their states; the promises of offers and answers are left
 * alone. Data channels are taken up where the page makes them, and inside our own `datachannel` listener for those the other
 * side makes, which runs before the page's.
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
  const watches = new NativeWeakMap<object, Watch>()
  const channels = new NativeWeakMap<object, ChannelWatch>()
  const open = new NativeMap<number, Watch>()
  const stateChanges = ['connectionstatechange', 'iceconnectionstatechange', 'signalingstatechange']

  const stateOf = (peer: object) => connectionState?.(peer) ?? iceState(peer)

  function watch(peer: RTCPeerConnection): void {
    const id = newId()
    const stats = watchStats(peer, id)
    const onState = () => state()
    const onCandidate = (event: Event) => {
      try {
        const candidate = readCandidate(event)
        if (candidate && candidateType) state(candidateType(candidate) ?? undefined)
      } catch {
        // a candidate less in the count
      }
    }
    const onChannel = (event: Event) => {
      try {
        if (event.isTrusted) watchChannel(one, readChannel(event))
      } catch {
        // the page will still get its channel
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
    const one: Watch = {
      id,
      channels: 0,
      stop() {
        stats.stop()
        for (let i = 0; i < stateChanges.length; i++) removeListener(peer, stateChanges[i]!, onState)
        removeListener(peer, 'icecandidate', onCandidate)
        removeListener(peer, 'datachannel', onChannel)
        mapDelete(open, id)
      },
    }
    report(() => {
      const event = record('connect', id)
      event['api'] = 'webrtc'
      event['url'] = `webrtc:${id}`
      return event
    })
    for (let i = 0; i < stateChanges.length; i++) addListener(peer, stateChanges[i]!, onState)
    addListener(peer, 'icecandidate', onCandidate)
    addListener(peer, 'datachannel', onChannel)
    weakSet(watches, peer, one)
    mapSet(open, id, one)
  }

  function watchChannel(peer: Watch, channel: RTCDataChannel): void {
    const number = peer.channels++
    weakSet(channels, channel, { peer: peer.id, number })
    const state = () =>
      report(() => {
        const event = record('channel', peer.id)
        event['channel'] = number
        event['label'] = readLabel(channel)
        event['state'] = readState(channel)
        event['ordered'] = readOrdered(channel)
        return event
      })
    state()
    addListener(channel, 'open', state)
    addListener(channel, 'close', state)
    addListener(channel, 'message', (message: Event) =>
      report(() => {
        if (!message.isTrusted) return undefined // the page talks to itself
        const event = record('message', peer.id)
        event['dir'] = 'in'
        event['channel'] = number
        return withMessage(event, messageData(message))
      }),
    )
  }

  return [
    patchConstructor(['RTCPeerConnection', 'webkitRTCPeerConnection'], (peer) => watch(peer as RTCPeerConnection)),
    patchMethod(
      prototype,
      'createDataChannel',
      after((peer: object, _args, channel: RTCDataChannel) => {
        const one = weakGet(watches, peer) as Watch | undefined
        if (one) watchChannel(one, channel)
      }),
    ),
    patchMethod(
      channelPrototype,
      'send',
      after((channel: object, args) => {
        const known = weakGet(channels, channel) as ChannelWatch | undefined
        if (!known) return
        report(() => {
          const event = record('message', known.peer)
          event['dir'] = 'out'
          event['channel'] = known.number
          return withMessage(event, args[0])
        })
      }),
    ),
    patchMethod(
      prototype,
      'close',
      after((peer: object) => {
        const one = weakGet(watches, peer) as Watch | undefined
        if (!one) return
        report(() => {
          const event = record('peer', one.id)
          event['connection'] = 'closed'
          event['ice'] = 'closed'
          event['signaling'] = 'closed'
          return event
        })
        one.stop()
      }),
    ),
    {
      activate(on) {
        if (!on) mapForEach(open, (one) => (one as Watch).stop())
      },
    },
  ]
}
