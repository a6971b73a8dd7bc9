import { inTime } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'

/** That the messages of a stream come several at a time, where they do: a sentence for people, or none. */
export function batchedWords({ batches }: Evidence): string[] {
  if (!batches) return []
  return [
    `Messages came in batches of ${batches.size}, every ${inTime(batches.every)}: something collects them, such as the buffer of a proxy on the way, or the server.`,
  ]
}
