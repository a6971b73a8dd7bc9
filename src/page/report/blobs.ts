import { resolvesNatively } from '../browser/derive.ts'
import { bareList, floor, iterator, NativeBlob, NativeUint8Array, readBlob, whenSettled } from '../browser/natives.ts'
import type { Record } from './record.ts'

/** Blobs that are read as one: a read costs as much as hundreds of small messages, whatever it reads. */
export interface BlobList {
  /** Adds a Blob of so many bytes, filled up to a multiple of three. */
  add(blob: Blob, bytes: number): void
  whole(): Blob
}

const filling = [new NativeUint8Array(0), new NativeUint8Array(2), new NativeUint8Array(1)]

/** An empty list. */
export function blobList(): BlobList {
  const parts = bareList<BlobPart>()
  return {
    add(blob, bytes) {
      parts[parts.length] = blob
      if (bytes % 3 > 0) parts[parts.length] = filling[bytes % 3]!
    },
    whole: () => joined(parts),
  }
}

/** One Blob of many. The constructor iterates what it is given, and a page may have changed how arrays are iterated. */
function joined(parts: readonly BlobPart[]): Blob {
  const list = {
    __proto__: null,
    [iterator]() {
      let i = 0
      return {
        __proto__: null,
        next() {
          const done = i >= parts.length
          return { __proto__: null, done, value: done ? undefined : parts[i++] }
        },
      }
    },
  }
  return new NativeBlob(list as unknown as BlobPart[])
}

interface Unread {
  record: Record
  blobs: BlobList
  bytes: number
}

const arrayBufferPrototype = ArrayBuffer.prototype

// Bytes of the Blobs that wait at any time: browsers keep them outside the page's heap, but reading brings them in.
const maxUnread = 32_000_000

let unread = bareList<Unread>()
let unreadBytes = 0

/**
 * Adds the content of Blobs to a record, as its `data`, once `readBlobs` is called. Until then the record is marked as cut, and
 * one whose message is longer than `bytes` stays so.
 * @param bytes of the content; the last Blob of a run is filled up to a multiple of three
 */
export function readLater(record: Record, blobs: BlobList, bytes: number): void {
  record['cut'] = true
  if (unreadBytes + bytes > maxUnread) return
  unreadBytes += bytes
  unread[unread.length] = { record, blobs, bytes }
}

/** Forgets what has not been read. */
export function forgetBlobs(): void {
  unread = bareList()
  unreadBytes = 0
}

/**
 * Reads all Blobs since the last call into their records. No promise of the page is touched.
 * @param room bytes that may be read
 * @param done is called at once where there is nothing to read, else after all
 */
export function readBlobs(room: number, done: () => void): void {
  const wanted = unread
  const bytes = unreadBytes
  forgetBlobs()
  if (bytes === 0 || bytes > room || !resolvesNatively(arrayBufferPrototype)) return done()
  const parts = bareList<BlobPart>()
  for (let i = 0; i < wanted.length; i++) parts[i] = wanted[i]!.blobs.whole()
  whenSettled(
    readBlob(joined(parts)) as Promise<ArrayBuffer>,
    (buffer) => {
      share(buffer, wanted)
      done()
    },
    () => readEach(wanted, done),
  )
}

/** Reads the Blobs of each record by themselves: one of all cannot be read, like a file that has changed on the disk. */
function readEach(wanted: readonly Unread[], done: () => void): void {
  let left = wanted.length
  const one = () => {
    if (--left === 0) done()
  }
  for (let i = 0; i < wanted.length; i++) {
    const own = bareList<Unread>()
    own[0] = wanted[i]!
    whenSettled(
      readBlob(own[0].blobs.whole()) as Promise<ArrayBuffer>,
      (buffer) => {
        share(buffer, own)
        one()
      },
      one,
    )
  }
}

function share(buffer: ArrayBuffer, wanted: readonly Unread[]): void {
  let from = 0
  for (let i = 0; i < wanted.length; i++) {
    const { record, bytes } = wanted[i]!
    record['data'] = new NativeUint8Array(buffer, from, bytes)
    // The size of a message, or of a request's body; a run has neither, and its messages are whole.
    if (!(((record['bytes'] ?? record['sent']) as number) > bytes)) delete record['cut']
    from += floor((bytes + 2) / 3) * 3
  }
}
