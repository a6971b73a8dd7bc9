import type { ComponentChildren } from 'preact'
import { type ColumnId, streamColumns } from '../../panel/present/list/stream-columns.ts'
import { type StreamRow, streamRow } from '../../panel/present/list/stream-rows.ts'
import { plural } from '../../panel/present/words/format-units.ts'
import { FigureText } from '../../panel/views/controls/figure-text.tsx'
import { TechniqueMark } from '../../panel/views/list/technique-mark.tsx'
import type { ReportSource } from './report-source.ts'

/** Rows of the table: nobody reads more, and `duplex convert --to csv` writes all. */
const maxRows = 1000

interface Props {
  source: ReportSource
  /** Id of the stream's section in the document; undefined where it has none. */
  sectionOf(streamId: string): string | undefined
}

/** All streams as a table, each with the first reason for its verdict. */
export function StreamTable({ source, sectionOf }: Props) {
  const { streams, session } = source
  const shown = streams.slice(0, maxRows)
  if (shown.length === 0) return <p>This capture holds no traffic.</p>
  return (
    <>
      <div class="broad">
        <table class="streams">
          <thead>
            <tr>
              {streamColumns.map(({ id, label, meaning, numeric }) => (
                <th key={id} scope="col" class={numeric ? 'numeric' : ''} title={meaning}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          {shown.map((analysed) => {
            const row = streamRow(analysed, session.url, session.completeness.dropped)
            return <Row key={row.id} row={row} section={sectionOf(row.id)} />
          })}
        </table>
      </div>
      {streams.length > maxRows && (
        <p class="warn">
          {plural(streams.length - maxRows, 'more stream')} of this capture have no row here. duplex convert --to csv
          writes all of them.
        </p>
      )}
    </>
  )
}

function Row({ row, section }: { row: StreamRow; section: string | undefined }) {
  return (
    <tbody>
      <tr>
        {streamColumns.map(({ id, numeric }) => (
          <td key={id} class={`stream-${id} ${numeric ? 'numeric' : ''}`}>
            {cell(id, row, section)}
          </td>
        ))}
      </tr>
      <tr class="reasons">
        <td colSpan={streamColumns.length}>
          {row.because} {row.advice !== '' && <span class="warn">{row.advice}</span>}
        </td>
      </tr>
    </tbody>
  )
}

function cell(id: ColumnId, row: StreamRow, section: string | undefined): ComponentChildren {
  switch (id) {
    case 'technique':
      return (
        <span class="named">
          <TechniqueMark technique={row.technique} />
          {section === undefined ? row.longLabel : <a href={`#${section}`}>{row.longLabel}</a>}
        </span>
      )
    case 'url':
      return (
        <>
          {row.context !== '' && <span class="tag">{row.context}</span>}
          <bdi>{row.url}</bdi>
        </>
      )
    case 'confidence':
      return row.confidence
    case 'direction':
      return <span title={row.direction}>{row.arrows}</span>
    case 'status':
      return <span class={row.failed ? 'failed' : ''}>{row.status}</span>
    case 'wasted':
      return (
        <span class={row.wasteful ? 'wasteful' : ''}>
          <FigureText figure={row.wasted} />
        </span>
      )
    default:
      return <FigureText figure={row[id]} />
  }
}
