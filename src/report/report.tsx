import { renderToStaticMarkup } from 'preact-render-to-string'
import type { Analysed } from '../../panel/present/analysed.ts'
import { sentence } from '../../panel/present/page/sentence.ts'
import { totals } from '../../panel/present/page/totals.ts'
import { plural } from '../../panel/present/words/format-units.ts'
import { Connection } from '../../panel/views/details/connection.tsx'
import { Footer } from '../../panel/views/page/footer.tsx'
import { capturedFacts } from './captured-facts.ts'
import { Redaction } from './redaction.tsx'
import type { ReportSource } from './report-source.ts'
import { StreamSection } from './stream-section.tsx'
import { StreamTable } from './stream-table.tsx'
import { reportStyle } from './style.ts'
import { TimelinePicture } from './timeline-picture.tsx'
import { Unseen } from './unseen.tsx'

/** Streams with a section of their own, realtime first: the sections of more would make a document that no browser opens quickly. */
const maxSections = 200

/** Styles that stand in the document, and nothing else: no script, no picture, no request to anybody. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * Writes the report of a session.
 * @returns the document in pieces: one HTML file that needs no other
 */
export function* reportDocument(source: ReportSource): Generator<string> {
  const told = withSections(source.streams)
  const sections = new Map(told.map(({ analysis }, index) => [analysis.id, `stream-${index + 1}`]))
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="Duplex">
${renderToStaticMarkup(<title>{`Duplex report: ${source.page.url || 'a capture'}`}</title>)}
<style>
${reportStyle}</style>
</head>
<body>
<main class="report">
`
  yield renderToStaticMarkup(<Overview source={source} sectionOf={(id) => sections.get(id)} />)
  for (const analysed of told)
    yield renderToStaticMarkup(
      <StreamSection source={source} analysed={analysed} id={sections.get(analysed.analysis.id)!} />,
    )
  yield renderToStaticMarkup(<Ending source={source} left={source.streams.length - told.length} />)
  yield '\n</main>\n</body>\n</html>\n'
}

function withSections(streams: readonly Analysed[]): readonly Analysed[] {
  const isRealtime = ({ analysis }: Analysed) => analysis.technique !== 'http'
  return [...streams.filter(isRealtime), ...streams.filter((stream) => !isRealtime(stream))].slice(0, maxSections)
}

interface OverviewProps {
  source: ReportSource
  sectionOf(streamId: string): string | undefined
}

function Overview({ source, sectionOf }: OverviewProps) {
  const { session, streams } = source
  const { uses, costs, about } = sentence(streams, session.url, true, session.completeness.dropped)
  const compared = about === undefined ? undefined : sectionOf(about)
  return (
    <>
      <h1>Duplex report</h1>
      <p class="summary">
        <b>{uses}</b> {costs} {compared !== undefined && <a href={`#${compared}`}>Compare</a>}
      </p>
      <div class="captured">
        <Connection groups={capturedFacts(source)} />
      </div>
      <h2>Timeline</h2>
      <TimelinePicture source={source} />
      <h2>Streams</h2>
      <StreamTable source={source} sectionOf={sectionOf} />
      <Footer totals={totals(session, streams, streams.length)} />
      <p class="dim">
        ~ is computed by a model from what the page could see; ≥ is at least this much, as something was lost or nobody
        saw it; ≤ is at most this much. Figures without a mark were counted.
      </p>
      <Unseen unhooked={session.completeness.unhooked} />
    </>
  )
}

function Ending({ source, left }: { source: ReportSource; left: number }) {
  return (
    <>
      {left > 0 && (
        <p class="warn">
          {plural(left, 'more stream')} of this capture have no section here. duplex analyze --json tells of all of
          them.
        </p>
      )}
      <section id="redaction">
        <h2>What was redacted</h2>
        <Redaction source={source} />
        <p class="dim">The messages themselves are in no report: a saved session has them.</p>
      </section>
    </>
  )
}
