import type { Milliseconds } from '../../base/units.ts'

/** The bodies of the streamed responses of a stream, whose messages are counted one by one. */
export interface StreamedBodies {
  /** A body was known to be read message by message by its media type, or by its library once it had gone on for a while. */
  declared: boolean
  chunks: number
  /** Pauses after which a body went on. */
  silences: number
  bodies: number
  /** Bodies that have not ended, and those that ended as they should. */
  open: number
  ended: number
  /** Of the bodies that are over, how long the longest took. */
  longest: Milliseconds
}

export const createStreamedBodies = (): StreamedBodies => ({
  declared: false,
  chunks: 0,
  silences: 0,
  bodies: 0,
  open: 0,
  ended: 0,
  longest: 0,
})

/** Notes a body that begins to be read message by message, and the pauses that it has had before that was known. */
export function beginBody(streamed: StreamedBodies, declared: boolean, silences: number): void {
  streamed.declared ||= declared
  streamed.bodies++
  streamed.open++
  streamed.silences += silences
}

export function countChunk(streamed: StreamedBodies): void {
  streamed.chunks++
}

export function countSilence(streamed: StreamedBodies): void {
  streamed.silences++
}

/** Notes the end of a body. @param complete the body ended as it should @param took time since its request */
export function endBody(streamed: StreamedBodies, complete: boolean, took: Milliseconds): void {
  streamed.open--
  if (complete) streamed.ended++
  streamed.longest = Math.max(streamed.longest, took)
}

/** Adds the bodies of one stream to those of another and empties them. */
export function mergeStreamedBodies(into: StreamedBodies, from: StreamedBodies): void {
  into.declared ||= from.declared
  for (const name of ['chunks', 'silences', 'bodies', 'open', 'ended'] as const) into[name] += from[name]
  into.longest = Math.max(into.longest, from.longest)
  Object.assign(from, createStreamedBodies())
}
