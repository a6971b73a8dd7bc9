import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Run } from './run.ts'

/** A request for a technique, with the run it is part of. */
export interface LabRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
  readonly pathname: string
  readonly run: Run
}

export type Endpoint = (asked: LabRequest) => void

/**
 * Answers with JSON text.
 * @param status 200 by default; 204 and 304 have no body
 */
export function answer(response: ServerResponse, json: string, status = 200): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
  })
  response.end(json)
}

/** The cursor of a request: the index of the last update that the page has, −1 for none. */
export function cursorOf(query: URLSearchParams): number {
  const cursor = Number.parseInt(query.get('since') ?? '', 10)
  return Number.isNaN(cursor) ? -1 : cursor
}

/** Answers with the updates and the cursor for the next request. */
export function answerUpdates({ response, run, query }: LabRequest, updates: ReturnType<Run['since']>): void {
  for (const update of updates) run.deliver(update)
  if (updates.length === 0) run.counters.empty++
  const cursor = updates.at(-1)?.index ?? cursorOf(query)
  answer(response, `{"cursor":${cursor},"updates":[${updates.map(({ payload }) => payload).join()}]}`)
}
