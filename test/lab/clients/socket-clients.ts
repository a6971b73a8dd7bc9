import { client, type LabClient, socket } from './flow.ts'
import * as heartbeats from './heartbeats.ts'
import { ablyFamily } from './servers/ably.ts'
import { actionCableFamily } from './servers/action-cable.ts'
import { closingSocketsFamily } from './servers/closing-sockets.ts'
import { firebaseSocketFamily } from './servers/firebase.ts'
import { graphqlWsFamily } from './servers/graphql-ws.ts'
import { homeAssistantFamily } from './servers/home-assistant.ts'
import { meteorFamily } from './servers/meteor.ts'
import { mqttFamily } from './servers/mqtt.ts'
import { natsFamily } from './servers/nats.ts'
import { phoenixFamily, supabaseFamily } from './servers/phoenix-sockets.ts'
import { pusherFamily } from './servers/pusher.ts'
import { stompFamily } from './servers/stomp.ts'
import { viteFamily } from './servers/vite.ts'
import { yjsFamily } from './servers/yjs.ts'

/** Also beside polls, in the page that has both. */
export const ablySocket = socket('/$', 'WebSocket', {
  includes: ({ socket }) => socket !== undefined,
  idle: heartbeats.ably,
})

/** Clients that do everything over a WebSocket. */
export const socketClients: readonly LabClient[] = [
  client(
    'reconnecting-websocket',
    'reconnecting-websocket',
    () => closingSocketsFamily('/feed'),
    socket('/feed', 'closed once by the server'),
  ),
  client(
    'partysocket',
    'partysocket',
    () => closingSocketsFamily('/parties/main/lobby'),
    socket('/parties/main/lobby', 'closed once by the server'),
  ),
  client(
    'graphql-ws',
    'graphql-ws',
    graphqlWsFamily,
    socket('/graphql', 'a subscription', { idle: heartbeats.graphqlWs }),
  ),
  client(
    'action-cable',
    '@rails/actioncable',
    actionCableFamily,
    socket('/cable', 'a channel', { idle: heartbeats.actionCable }),
  ),
  client('stomp', '@stomp/stompjs', stompFamily, socket('/stomp', 'a topic', { idle: heartbeats.stomp })),
  client('mqtt', 'mqtt', mqttFamily, socket('/mqtt', 'a topic', { idle: heartbeats.mqtt })),
  client('yjs', 'y-websocket', yjsFamily, socket('/room', 'a shared document')),
  client('pusher', 'pusher-js', pusherFamily, socket('/app/', 'a channel', { idle: heartbeats.pusher })),
  client(
    'supabase',
    '@supabase/realtime-js',
    supabaseFamily,
    socket('/realtime/v1/websocket', 'broadcasts', { idle: heartbeats.phoenix }),
  ),
  client('ably', 'ably', () => ablyFamily('socket'), ablySocket),
  client(
    'phoenix-socket',
    'phoenix',
    phoenixFamily,
    socket('/socket/websocket', 'a channel', { idle: heartbeats.phoenix }),
  ),
  client('firebase', '@firebase/database', firebaseSocketFamily, socket('/.ws', 'a value')),
  client('vite', 'vite', viteFamily, socket('/hmr', 'hot modules', { idle: heartbeats.vite, openEnd: true })),
  client(
    'nats',
    'nats.ws',
    natsFamily,
    socket('/nats', 'a subject', {
      idle: heartbeats.nats,
    }),
  ),
  client(
    'home-assistant',
    'home-assistant-js-websocket',
    homeAssistantFamily,
    socket('/api/websocket', 'events', { idle: heartbeats.homeAssistant }),
  ),
  client('meteor', 'simpleddp', meteorFamily, socket('/websocket', 'a collection', { idle: heartbeats.meteor })),
]
