import { connectionFacts } from '../../panel/present/details/connection-facts.ts'
import { costSheet } from '../../panel/present/details/cost-rows.ts'
import { messageRow } from '../../panel/present/details/message-rows.ts'
import { verdictStory } from '../../panel/present/details/verdict-story.ts'
import { whatIfRows } from '../../panel/present/details/what-if-rows.ts'
import { streamRow } from '../../panel/present/list/stream-rows.ts'
import { sentence } from '../../panel/present/page/sentence.ts'
import { totals } from '../../panel/present/page/totals.ts'
import { analysisTable } from '../../src/cli/table.ts'
import { analyze } from '../../src/core/analysis/analysis.ts'
import { sessionFacts } from '../../src/core/analysis/session-facts.ts'
import type { Session } from '../../src/core/session/session.ts'
import { analysedOf } from './analysed.ts'

/** All that the panel and the command line say of a session, as one text: the list, the footer, and the details of each stream. */
export function screenWords(session: Session): string {
  const facts = sessionFacts(session)
  const { dropped } = facts.completeness
  const all = analysedOf(session)
  const details = all.map((one) => [
    streamRow(one, facts.url, dropped),
    connectionFacts(one, session.lastAt),
    costSheet(one, dropped),
    verdictStory(one),
    whatIfRows(one, 1000),
    Array.from({ length: Math.min(20, one.facts.messages.length) }, (_, index) => messageRow(one.facts, index)),
  ])
  const page = [sentence(all, facts.url, false, dropped), totals(facts, all, all.length)]
  return JSON.stringify([page, details, analysisTable(analyze(session, ''))])
}

/** What stands in a text where a figure is broken or negative: a few characters of it. */
export const brokenFigure = (words: string): string | undefined =>
  /.{0,60}(NaN|Infinity|Invalid|undefined|(?<![\w.])[-−]\d).{0,60}/.exec(words)?.[0]
