// Flags are short words in files; on screen each is a sentence. One that is not known here is shown as it is.
const meanings: Record<string, string> = {
  interval: 'Asked by a fixed timer, however long the answer takes (setInterval).',
  chained: 'The timer starts when the answer is there, so slow answers slow the polling down.',
  adaptive: 'The pause grows while nothing happens.',
  jittered: 'The rhythm is varied on purpose or by load, which keeps clients from asking in step.',
  'keep-alive': 'Not one answer carried news: this polls to stay signed in or to keep something warm.',
  heartbeat: 'Tells the server that the page is still there.',
  telemetry: 'Reports what happened in the page; the answers carry nothing.',
  busy: 'There is so much news that few requests are held for long.',
  burst: 'Several at once, as when a page loads its parts.',
  interactive: 'Caused by what the person does.',
  'push-triggered': 'Fetched because a push channel said that there is something new.',
  sequential: 'One after the other, as when reading page after page.',
  retry: 'Repeated because it failed.',
  sporadic: 'Without a rhythm.',
  slow: 'An answer is taking unusually long.',
  'set-up': 'Prepared a connection of another technique.',
  sender: 'Carries what the page sends beside another transport of the same connection.',
  fallback: 'Stands in for a WebSocket to the same place that never opened.',
  duplicates: 'The same was asked for more than once at the same moment.',
  upload: 'A file goes up in parts.',
  playlist: 'A player asks for the list of a live video’s pieces.',
  ndjson: 'JSON, one value a line; it was over at once.',
  'streamed-document': 'A document that was sent as it was made.',
  failed: 'The connection failed.',
  'heartbeat-only': 'Open, but nothing except heartbeats crosses it.',
  'request-response': 'Used like HTTP: every message in answers one that went out.',
  'one-way': 'Messages come in and none go out.',
  'degraded-to-polling': 'The server ends the response after each event, so the browser’s reconnect does the polling.',
  reconnecting: 'It had to connect more than once.',
  buffered: 'Something between server and page holds messages back and delivers them in lumps.',
  finite: 'The response has an end, like an answer that is written word by word.',
  fetch: 'Read through fetch or XMLHttpRequest, so reconnecting is the page’s own work.',
  data: 'Carries data channels.',
  media: 'Carries audio or video.',
  relayed: 'Every byte goes through a TURN relay.',
}

/** What a flag of a verdict means, as a sentence. */
export function flagMeaning(flag: string): string {
  return Object.hasOwn(meanings, flag) ? meanings[flag]! : flag
}
