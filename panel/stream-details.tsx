import { useMemo, useState } from 'preact/hooks'
import { techniqueLabels } from '../src/core/verdict/technique.ts'
import { closeDetails } from './commands.ts'
import type { Analysed } from './present/analysed.ts'
import { connectionFacts } from './present/details/connection-facts.ts'
import { costSheet } from './present/details/cost-rows.ts'
import { createMessageMatcher, type MessageWay } from './present/details/message-matches.ts'
import { messagePreview } from './present/details/message-preview.ts'
import { hasAbout, messageRow, truncationNote } from './present/details/message-rows.ts'
import { verdictStory } from './present/details/verdict-story.ts'
import { whatIfRows } from './present/details/what-if-rows.ts'
import { shownUrl } from './present/list/shown-url.ts'
import type { DetailTab, PanelState } from './state.ts'
import { Connection } from './views/details/connection.tsx'
import { Cost } from './views/details/cost.tsx'
import { Details } from './views/details/details.tsx'
import { Messages } from './views/details/messages.tsx'
import { Verdict } from './views/details/verdict.tsx'
import { WhatIf } from './views/details/what-if.tsx'

const tabs: readonly { id: DetailTab; label: string }[] = [
  { id: 'messages', label: 'Messages' },
  { id: 'verdict', label: 'Verdict' },
  { id: 'cost', label: 'Cost' },
  { id: 'what-if', label: 'What-if' },
  { id: 'connection', label: 'Connection' },
]

/** The details of the selected stream. */
export function StreamDetails({ state }: { state: PanelState }) {
  const analysed = state.selectedStream.value
  if (!analysed) return null
  const { analysis } = analysed
  return (
    <Details
      technique={analysis.technique}
      label={techniqueLabels[analysis.technique]}
      url={shownUrl(analysis.url, state.facts().url)}
      wholeUrl={analysis.url}
      tabs={tabs}
      tab={state.tab.value}
      onTab={(tab) => {
        state.tab.value = tab
      }}
      onClose={() => closeDetails(state)}
    >
      <Content key={analysis.id} state={state} analysed={analysed} />
    </Details>
  )
}

function Content({ state, analysed }: { state: PanelState; analysed: Analysed }) {
  const now = state.now.value
  switch (state.tab.value) {
    case 'messages':
      return <StreamMessages state={state} analysed={analysed} />
    case 'verdict':
      return <Verdict story={verdictStory(analysed)} />
    case 'cost':
      return <Cost sheet={costSheet(analysed, state.facts().completeness.dropped)} />
    case 'what-if':
      return (
        <WhatIf
          rows={whatIfRows(analysed, state.users.value)}
          users={state.users.value}
          onUsers={(users) => {
            state.users.value = users
          }}
        />
      )
    case 'connection':
      return <Connection groups={connectionFacts(analysed, now)} />
  }
}

function StreamMessages({ state, analysed }: { state: PanelState; analysed: Analysed }) {
  const [way, setWay] = useState<MessageWay>('all')
  const [text, setText] = useState('')
  const match = useMemo(createMessageMatcher, [])
  state.revision.value
  const { facts } = analysed
  const matches = match(facts, way, text)
  if (matches.behind) requestAnimationFrame(() => state.changed())
  return (
    <Messages
      matches={matches}
      total={facts.messages.length}
      way={way}
      text={text}
      note={truncationNote(facts)}
      about={hasAbout(facts)}
      row={(index) => messageRow(facts, index)}
      preview={(index) => messagePreview(facts, index)}
      onWay={setWay}
      onText={setText}
    />
  )
}
