import type { Analysed } from '../analysed-streams.ts'

/**
 * Whether the page was navigated between this stream and the one before. Frames come and go within a page, so only streams
 * of the page itself count.
 */
export function startsPage(streams: readonly Analysed[], index: number): boolean {
  const stream = streams[index]?.stream
  if (stream?.context !== 'page') return false
  for (let before = index - 1; before >= 0; before--) {
    const earlier = streams[before]!.stream
    if (earlier.context === 'page') return earlier.document !== stream.document
  }
  return false
}
