import { counted, inTime } from '../../base/words.ts'
import type { Evidence } from '../../evidence/evidence.ts'

/** That answers may have been streamed by the server, though they came in one piece: a sentence for people, or none. */
export function cameWholeWords({ wholeAfterLong: whole }: Evidence): string[] {
  if (!whole) return []
  return [
    `${counted(whole.count, 'answer')} came in one piece after up to ${inTime(whole.longest)}: the server may have streamed this, and a proxy, or the browser, which looks at the first bytes for their type, held it back.`,
  ]
}
