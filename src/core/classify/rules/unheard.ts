import type { Bytes } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Stream } from '../../stream/stream.ts'

/** Bytes that need no explanation: those of a first comment, or of a `retry` field now and then. */
const fewBytes: Bytes = 256

/** What of an EventSource its hook cannot see, and whether the network log shows it: sentences for people. */
export function unheardWords({ connection, unhooked }: Stream): string[] {
  const { unheard, besides, besidesAt, opens, openedAt, adopted } = connection
  if (unhooked || (opens === 0 && !adopted)) return []
  const words: string[] = []
  if (unheard > 0)
    words.push(
      `${counted(unheard, 'event')} came though the page has no listener for the type: only the network log shows them.`,
    )
  if (besides !== undefined && besides >= fewBytes)
    words.push(
      `At least ${besides} bytes are of no event: they are comments, or other lines that the network log does not show one by one.`,
    )
  if (besides === undefined || (openedAt !== undefined && openedAt > besidesAt))
    words.push(
      `Of the ${openedAt === undefined ? 'last' : 'open'} connection, only events that the page listens for are counted: other events, and comments, show in the network log alone, which has not told of them yet. Firefox’s does so when a connection ends.`,
    )
  return words
}
