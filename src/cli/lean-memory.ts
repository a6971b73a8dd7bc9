import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Bytes } from '../core/base/units.ts'

/**
 * With much memory in the machine V8 lets hundreds of megabytes of garbage lie before it collects any of it. From this size on, Duplex has
 * it collected: a file of any size is to be read in 400 MB (measured with a HAR of 480,000 entries, which needs 100 MB and took 600).
 */
const collectFrom: Bytes = 280e6
/** In ms, from the end of a collection, which may take 100, to the next. */
const pause = 400
/** In ms, between two looks at the memory. */
const lookEvery = 20

let isLimited = false
let lookAt = 0
let collect: (() => void) | undefined

/** Called once by the command: the memory of a program that uses the library is its own affair, and may be large for reasons of its own. */
export function limitMemory(): void {
  isLimited = true
}

/** Keeps the memory of the command small. To be called again and again while a file is read. */
export function keepMemoryLean(): void {
  if (!isLimited) return
  const now = performance.now()
  if (now < lookAt) return
  lookAt = now + lookEvery
  if (process.memoryUsage.rss() < collectFrom) return
  collect ??= collector()
  collect()
  lookAt = performance.now() + pause
}

/** V8's garbage collector, which scripts can call only where a flag says so when their context begins. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  setFlagsFromString('--no-expose-gc')
  return gc
}
