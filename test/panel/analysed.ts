import { createKeptAnalyses } from '../../panel/capture/kept-analyses.ts'
import type { Analysed } from '../../panel/present/analysed.ts'
import type { Session } from '../../src/core/session/session.ts'

export const pageUrl = 'http://site.test/'

/** All streams of a session with their analyses, at the time of its last event. */
export function analysedOf(session: Session): Analysed[] {
  return createKeptAnalyses(undefined, () => 0)(session, session.lastAt).streams
}

/** The stream whose URL contains `url`. */
export function oneOf(session: Session, url: string): Analysed {
  const found = analysedOf(session).find(({ analysis }) => analysis.url.includes(url))
  if (!found) throw new Error(`no stream of ${url}`)
  return found
}
