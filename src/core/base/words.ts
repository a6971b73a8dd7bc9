import type { Bytes, Milliseconds } from './units.ts'

/** A duration as sentences for people give it: '3 ms', '5.8 s', '2 min'. */
export function inTime(ms: Milliseconds): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  return `${Math.round(seconds / 60)} min`
}

/** A number of bytes as sentences for people give it: '512 B', '96 kB'. */
export const inBytes = (bytes: Bytes) => (bytes < 10_000 ? `${Math.round(bytes)} B` : `${Math.round(bytes / 1000)} kB`)

/**
 * A count with its noun: '1 request', '4 requests'.
 * @param plural its form for all counts but 1, where that is not the singular with an `s`
 */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`
}

/** A share from 0 to 1 as whole percent: '38 %'. */
export const percent = (share: number) => `${Math.round(share * 100)} %`
