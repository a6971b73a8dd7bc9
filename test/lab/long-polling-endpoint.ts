import { answerUpdates, cursorOf, type Endpoint } from './endpoint.ts'

// In ms: long enough to be recognised as held, short enough that an empty response occurs now and then.
const CAP = 10_000

/**
 * Answers with the updates newer than `?since=` as soon as there is one. After 10 s, or `?cap=` milliseconds if that is
 * less, the answer is 204.
 */
export const heldUntilNews: Endpoint = (asked) => {
  const { response, run, query } = asked
  const cursor = cursorOf(query)
  const waiting = run.since(cursor)
  if (waiting.length > 0) return answerUpdates(asked, waiting)

  const silent = () => {
    settle()
    run.counters.empty++
    response.writeHead(204).end()
  }
  const stopPlaying = run.play(cursor, (update) => {
    settle()
    answerUpdates(asked, [update])
  })
  const timer = setTimeout(silent, Math.min(CAP, Number(query.get('cap') ?? CAP)))
  const release = run.hold(() => {
    if (!response.writableEnded) silent()
  })
  function settle() {
    stopPlaying()
    clearTimeout(timer)
  }
  response.once('close', () => {
    settle()
    release()
  })
}
