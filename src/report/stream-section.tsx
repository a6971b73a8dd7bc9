import type { Analysed } from '../../panel/present/analysed.ts'
import { connectionFacts } from '../../panel/present/details/connection-facts.ts'
import { costSheet } from '../../panel/present/details/cost-rows.ts'
import { verdictStory } from '../../panel/present/details/verdict-story.ts'
import { whatIfRows } from '../../panel/present/details/what-if-rows.ts'
import { shownUrl } from '../../panel/present/list/shown-url.ts'
import { shortLabels } from '../../panel/present/words/technique-words.ts'
import { Connection } from '../../panel/views/details/connection.tsx'
import { Cost } from '../../panel/views/details/cost.tsx'
import { Verdict } from '../../panel/views/details/verdict.tsx'
import { WhatIf } from '../../panel/views/details/what-if.tsx'
import { TechniqueMark } from '../../panel/views/list/technique-mark.tsx'
import type { ReportSource } from './report-source.ts'

interface Props {
  source: ReportSource
  analysed: Analysed
  /** Id of the section in the document. */
  id: string
}

/** Users of the what-if, as in the panel before somebody moves its slider. */
const users = 1000

/** Everything about one stream: what the tabs of the panel say, one after the other. */
export function StreamSection({ source: { session }, analysed, id }: Props) {
  const { technique, url } = analysed.analysis
  return (
    <section class="stream" id={id}>
      <h2 class="streamName">
        <TechniqueMark technique={technique} /> {shortLabels[technique]} <bdi>{shownUrl(url, session.url)}</bdi>
      </h2>
      <Verdict story={verdictStory(analysed)} />
      <h3 class="streamPart">Cost</h3>
      <Cost sheet={costSheet(analysed, session.completeness.dropped)} of={id} />
      <h3 class="streamPart">What if</h3>
      <WhatIf rows={whatIfRows(analysed, users)} users={users} />
      <h3 class="streamPart">Connection</h3>
      <Connection groups={connectionFacts(analysed, session.lastAt)} />
    </section>
  )
}
