import type { Milliseconds } from './units.ts'

/** Times and counts as they stand in sentences: '3 ms', '5.8 s', '2 min'; '1 request', '4 requests'. */
export function inTime(ms: Milliseconds): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 100) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  return `${Math.round(seconds / 60)} min`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

export const percent = (share: number) => `${Math.round(share * 100)} %`
