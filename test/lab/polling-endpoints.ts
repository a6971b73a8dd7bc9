import { answer, answerUpdates, cursorOf, type Endpoint } from './endpoint.ts'

/** The latest value, whether or not the page has it: without news the body repeats. */
export const latestValue: Endpoint = ({ response, run }) => {
  const newest = run.newest()
  if (!run.deliver(newest)) run.counters.empty++
  answer(response, newest.payload)
}

/** The updates newer than `?since=`, often none. */
export const updatesSince: Endpoint = (asked) => answerUpdates(asked, asked.run.since(cursorOf(asked.query)))

/** The latest value with its ETag, or 304 for a page that has it. */
export const conditionalValue: Endpoint = ({ request, response, run }) => {
  const newest = run.newest()
  const etag = `"${newest.index}"`
  response.setHeader('etag', etag)
  if (request.headers['if-none-match'] === etag) {
    run.counters.empty++
    response.writeHead(304).end()
    return
  }
  run.deliver(newest)
  answer(response, newest.payload)
}
