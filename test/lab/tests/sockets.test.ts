import { once } from 'node:events'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Lab, startLab } from '../lab.ts'
import { BINARY_NOTE, BINARY_UPDATE } from '../web-sockets.ts'
import { addressOf, finish, firstPayloads, quick } from './client.ts'

let lab: Lab
beforeEach(async () => {
  lab = await startLab(quick)
})
afterEach(() => lab.close())

/** Opens a socket, sends each note once open, and finishes the run when `count` messages have arrived. */
async function converse(id: 'websocket-text' | 'websocket-binary', notes: (string | Buffer)[], count: number) {
  const socket = new WebSocket(addressOf(lab, id).replace('http', 'ws'))
  const messages: Buffer[] = []
  let finished: Promise<void> | undefined
  socket.on('open', () => {
    for (const note of notes) socket.send(note)
  })
  socket.on('message', (data: Buffer, isBinary) => {
    expect(isBinary).toBe(id === 'websocket-binary')
    messages.push(data)
    if (messages.length >= count) finished ??= finish(lab, id, notes.length)
  })
  const [code] = await once(socket, 'close')
  await finished
  const bytes = (list: (string | Buffer)[]) => list.reduce((sum, one) => sum + Buffer.byteLength(one), 0)
  expect(code).toBe(1000)
  expect(lab.counters()[id]).toMatchObject({
    requests: 1,
    messagesIn: notes.length,
    messagesOut: messages.length,
    updates: messages.length - notes.length,
    bodyBytesIn: bytes(notes),
    bodyBytesOut: bytes(messages),
  })
  return messages
}

describe('WebSocket', () => {
  it('pushes the feed as text and echoes messages', async () => {
    const notes = ['{"note":"👋 Grüße"}', '{"note":"二"}']
    const messages = (await converse('websocket-text', notes, 6)).map(String)
    const updates = messages.filter((message) => !notes.includes(message))
    expect(updates).toEqual(firstPayloads(updates.length))
    expect(messages.filter((message) => notes.includes(message))).toEqual(notes)
  })

  it('pushes the feed and echoes messages in binary', async () => {
    const note = Buffer.of(BINARY_NOTE, 0, 255, 128)
    const messages = await converse('websocket-binary', [note], 4)
    const updates = messages.filter(([kind]) => kind === BINARY_UPDATE)
    expect(updates.map((message) => message.subarray(1).toString())).toEqual(firstPayloads(updates.length))
    expect(messages.filter(([kind]) => kind === BINARY_NOTE)).toEqual([note])
  })

  it('counts what a client sent even when the run is finished at once', async () => {
    const socket = new WebSocket(addressOf(lab, 'websocket-text').replace('http', 'ws'))
    let received = 0
    socket.on('message', () => received++)
    await once(socket, 'open')
    const notes = Array.from({ length: 50 }, (_, i) => `{"note":${i}}`)
    for (const note of notes) socket.send(note)
    await Promise.all([once(socket, 'close'), finish(lab, 'websocket-text', notes.length)])
    expect(lab.counters()['websocket-text']).toMatchObject({ messagesIn: 50, messagesOut: received })
  })
})

describe.each([
  ['socketio', '/socket.io/', ['polling', 'websocket'], 'websocket'],
  ['socketio-polling', '/socketio-polling/', ['polling'], 'polling'],
] as const)('%s', (id, path, transports, last) => {
  it(`delivers the feed, in the end by ${last}`, async () => {
    const socket = io(lab.origin, {
      path,
      transports: [...transports],
      query: { feed: 'test' },
      reconnection: false,
      forceNew: true,
    })
    const updates: string[] = []
    const echoes: string[] = []
    let finished: Promise<void> | undefined
    let transport = ''
    socket.on('echo', (text: string) => echoes.push(text))
    const closed = new Promise((resolve) => socket.on('disconnect', resolve))
    socket.on('quote', (payload: string) => {
      updates.push(payload)
      if (updates.length === 1) socket.emit('note', '👋')
      if (updates.length < 4) return
      transport = socket.io.engine.transport.name
      finished ??= finish(lab, id, 1)
    })
    await closed
    await finished
    expect(transport).toBe(last)
    expect(echoes).toEqual(['👋'])
    expect(updates).toEqual(firstPayloads(updates.length))
    expect(lab.counters()[id]).toMatchObject({
      messagesIn: 1,
      messagesOut: updates.length + 1,
      updates: updates.length,
    })
    expect(lab.counters()[id].requests).toBeGreaterThan(2)
  })
})
