import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import { Doc } from 'yjs'
import { playFeed } from '../feed.ts'
import { socketFamily } from './sockets.ts'

// Kinds of message of y-websocket: awareness, which is 1, needs no answer.
const sync = 0

/** A document that a server keeps, by Yjs's own protocol. */
export const yjsFamily = () =>
  socketFamily({
    path: '/room',
    serve(socket) {
      const doc = new Doc()
      const send = (write: (encoder: encoding.Encoder) => void) => {
        const encoder = encoding.createEncoder()
        encoding.writeVarUint(encoder, sync)
        const empty = encoding.length(encoder)
        write(encoder)
        if (encoding.length(encoder) > empty) socket.send(encoding.toUint8Array(encoder))
      }
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== socket) send((encoder) => writeUpdate(encoder, update))
      })
      socket.on('message', (data: Buffer) => {
        const decoder = decoding.createDecoder(new Uint8Array(data))
        if (decoding.readVarUint(decoder) === sync) send((encoder) => readSyncMessage(decoder, encoder, doc, socket))
      })
      send((encoder) => writeSyncStep1(encoder, doc))
      playFeed(({ n, price }) => {
        doc.transact(() => doc.getArray('quotes').push([{ n, price }]))
      })
    },
  })
