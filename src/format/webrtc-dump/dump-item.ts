import type { CaptureEvent } from '../../core/event/event.ts'

/** Items that reading a dump yields: the header first, then events in order of time, as many at once as were read together, and a problem last. */
export type DumpItem =
  | { kind: 'header'; browser: string; dump: 'webrtc-internals' | 'rtcstats' }
  | { kind: 'events'; events: readonly CaptureEvent[] }
  | { kind: 'problem'; sentence: string }

/** What no dump holds, for people who read an analysis of one. */
export const notInDumps =
  'A WebRTC dump has the states and totals of peer connections: neither the messages of their data channels nor any other traffic of the page.'

/** The first line of an rtcstats dump. */
export const rtcstatsBeginning = 'RTCStatsDump'
