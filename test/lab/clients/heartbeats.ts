// Whether a message only keeps a connection alive, as each protocol defines it.

export const graphqlWs = (message: string) => /^\{"type":"p[io]ng"/.test(message)

export const trpcEvents = (event: string) => event.includes('event: ping\n')

export const trpcSocket = (message: string) => message === 'PING' || message === 'PONG'

export const anthropic = (data: string) => data === '{"type":"ping"}'

export const actionCable = (message: string) => message.startsWith('{"type":"ping"')

export const stomp = (frame: string) => frame === '\n'

/** PINGREQ and PINGRESP. */
export const mqtt = (packet: string) => packet === '\xc0\0' || packet === '\xd0\0'

export const pusher = (message: string) => /^\{"event":"pusher:p[io]ng"/.test(message)

/** A heartbeat and its reply, in either form of Phoenix's messages. */
export const phoenix = (message: string) => message.includes('"phoenix"')

/** In either direction. */
export const centrifuge = (message: string) => message.trim() === '{}'

/** Action 0, alone or as the answer to a poll. */
export const ably = (message: string) => /^\[?\{"action":0\}\]?$/.test(message)

/** A live request that was answered because its time was over. */
export const electric = (answer: string) => /^\[\{"headers":\{"control":"up-to-date"\}\}\]$/.test(answer)

/** A part without a payload. */
export const apollo = (part: string) => part === '{}'

/** A body without stanzas. */
export const bosh = (body: string) => /^<body[^>]*\/>$/.test(body)

export const nats = (text: string) => text === 'PING\r\n' || text === 'PONG\r\n'

export const vite = (message: string) => message === '{"type":"ping"}'

/** A script that calls its callback with nothing. */
export const firebase = (script: string) => /\(\d+,\[\]\)$/.test(script)

export const webChannel = (messages: string) => /^\[\[\d+,\["noop"\]\]\]$/.test(messages)

/** An answer that holds nothing else. */
export const webChannelPoll = (answer: string) => webChannel(answer.replace(/^\d+\n/, ''))

export const homeAssistant = (message: string) => /"type":"p[io]ng"/.test(message)

export const meteor = (message: string) => /^\{"msg":"p[io]ng"/.test(message)

/** An answer without messages. */
export const pubNub = (answer: string) => answer.endsWith('"m":[]}')
