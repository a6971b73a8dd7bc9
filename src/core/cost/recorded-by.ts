import type { Stream } from '../stream/stream.ts'

/** Browsers whose behaviour was measured. Chromium stands for all that are built on it. */
export type Browser = 'chromium' | 'firefox'

/** The browser that recorded a stream; undefined where it is not known. */
export function recordedBy({ document }: Stream): Browser | 'other' | undefined {
  const { userAgent } = document.requester
  if (userAgent === '') return undefined
  if (userAgent.includes('Firefox/')) return 'firefox'
  return /Chrom(e|ium)\//.test(userAgent) ? 'chromium' : 'other'
}
