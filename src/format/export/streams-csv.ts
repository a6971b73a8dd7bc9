import type { StreamAnalysis } from '../../core/analysis/analysis.ts'
import { type CsvValue, csvRecord, isoTime } from './csv-record.ts'
import type { ExportSource } from './export-source.ts'

/** Columns by name. A field has the name that it has in the JSON analysis, and its meaning. */
const columns: Readonly<Record<string, (stream: StreamAnalysis) => CsvValue>> = {
  id: ({ id }) => id,
  channel: ({ channel }) => channel,
  technique: ({ technique }) => technique,
  flags: ({ flags }) => flags.join(' '),
  confidence: ({ confidence }) => confidence,
  status: ({ status }) => status,
  protocol: ({ protocol }) => protocol,
  method: ({ method }) => method,
  url: ({ url }) => url,
  context: ({ context }) => context,
  unhooked: ({ unhooked }) => unhooked,
  firstAt: ({ firstAt }) => isoTime(firstAt),
  firstAtMs: ({ firstAt }) => firstAt,
  lastAt: ({ lastAt }) => isoTime(lastAt),
  lastAtMs: ({ lastAt }) => lastAt,
  requests: ({ requests }) => requests,
  messagesIn: ({ messagesIn }) => messagesIn,
  messagesOut: ({ messagesOut }) => messagesOut,
  updates: ({ updates }) => updates,
  wasted: ({ wasted }) => wasted,
  unseenBodies: ({ unseenBodies }) => unseenBodies,
  unseenMessages: ({ unseenMessages = 0 }) => unseenMessages,
  bytesUp: ({ cost }) => cost.bytesUp,
  bytesDown: ({ cost }) => cost.bytesDown,
  bytesRangeLow: ({ cost }) => cost.bytesRange?.low,
  bytesRangeHigh: ({ cost }) => cost.bytesRange?.high,
  usefulBytes: ({ cost }) => cost.usefulBytes,
  overheadBytes: ({ cost }) => cost.overheadBytes,
  overheadShare: ({ cost }) => cost.overheadShare,
  requestsPerUpdate: ({ cost }) => cost.requestsPerUpdate,
  bytesPerUpdate: ({ cost }) => cost.bytesPerUpdate,
  stalenessMeanMs: ({ cost }) => cost.stalenessMeanMs,
  stalenessMaxMs: ({ cost }) => cost.stalenessMaxMs,
  roundTripMs: ({ cost }) => cost.roundTripMs,
  roundTripGuessed: ({ cost }) => cost.roundTripGuessed,
  connectionSeconds: ({ cost }) => cost.connectionSeconds,
  wireUp: ({ cost }) => cost.wireUp,
  wireDown: ({ cost }) => cost.wireDown,
  observedSeconds: ({ cost }) => cost.observedSeconds,
  requestsPerHour: ({ cost }) => cost.perHour.requests,
  updatesPerHour: ({ cost }) => cost.perHour.updates,
  bytesPerHour: ({ cost }) => cost.perHour.bytes,
  wakeupsPerMinute: ({ cost }) => cost.wakeupsPerMinute,
  idleWakeupsPerMinute: ({ cost }) => cost.idleWakeupsPerMinute,
  basis: ({ cost }) => cost.basis,
}

/** Writes CSV with a header and a record for each stream, in the order of the analysis. */
export async function* writeStreamsCsv({ analysis }: Pick<ExportSource, 'analysis'>): AsyncGenerator<string> {
  yield csvRecord(Object.keys(columns))
  const cells = Object.values(columns)
  for (const stream of analysis.streams) yield csvRecord(cells.map((cell) => cell(stream)))
}
