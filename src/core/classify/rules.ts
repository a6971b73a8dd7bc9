import type { Rule } from './rule.ts'
import { adaptivePolling } from './rules/adaptive-polling.ts'
import { burst } from './rules/burst.ts'
import { busyLongPolling } from './rules/busy-long-polling.ts'
import { caused } from './rules/caused.ts'
import { connection } from './rules/connection.ts'
import { duplicates } from './rules/duplicates.ts'
import { fingerprint } from './rules/fingerprint.ts'
import { interactive } from './rules/interactive.ts'
import { interleaved } from './rules/interleaved.ts'
import { longPolling } from './rules/long-polling.ts'
import { openResponse } from './rules/open-response.ts'
import { pagination } from './rules/pagination.ts'
import { regularPolling } from './rules/regular-polling.ts'
import { retry } from './rules/retry.ts'
import { sender } from './rules/sender.ts'
import { sequential } from './rules/sequential.ts'
import { sporadic } from './rules/sporadic.ts'
import { streamedResponse } from './rules/streamed-response.ts'
import { telemetry } from './rules/telemetry.ts'
import { tooFew } from './rules/too-few.ts'
import { transfer } from './rules/transfer.ts'

/**
 * All rules in order: the first one that applies gives the verdict, and those after it that name another technique are the
 * alternatives. For its verdict a rule may rely on it that no rule above it applies; for an alternative it is asked all the same,
 * unless one of them was certain. The last one, `sporadic`, always applies.
 */
export const rules: readonly Rule[] = [
  connection,
  streamedResponse,
  fingerprint,
  openResponse,
  duplicates,
  transfer,
  sender,
  telemetry,
  tooFew,
  interleaved,
  longPolling,
  burst,
  busyLongPolling,
  retry,
  sequential,
  caused,
  pagination,
  adaptivePolling,
  interactive,
  regularPolling,
  sporadic,
]
