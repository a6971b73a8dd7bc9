import type { Bytes } from '../../base/units.ts'
import { counted } from '../../base/words.ts'
import type { Stream } from '../../stream/stream.ts'

/** Bytes that need no explanation: those of a first comment, or of a `retry` field now and then. */
const fewBytes: Bytes = 256

/** What of an EventSource its hook cannot see, and whether another source does: sentences for people. */
export function unheardWords({ connection, unhooked }: Stream): string[] {
  const { unheard, besides, opens, adopted } = connection
  if (unhooked || (opens === 0 && !adopted)) return []
  if (besides === undefined)
    return [
      'Only events of types that the page listens for are counted: the network log, which alone shows the others and comments, has told nothing of this stream.',
    ]
  const words: string[] = []
  if (unheard > 0)
    words.push(
      `${counted(unheard, 'event')} came though the page has no listener for the type: only the network log shows them.`,
    )
  if (besides >= fewBytes)
    words.push(
      `At least ${besides} bytes are of no event: they are comments, or other lines that the network log does not show one by one.`,
    )
  return words
}
