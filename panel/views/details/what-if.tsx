import { crowdAt, placeOfCrowd, type WhatIfRow } from '../../present/details/what-if-rows.ts'
import { grouped } from '../../present/words/format-units.ts'
import { FigureText } from '../controls/figure-text.tsx'
import { TechniqueMark } from '../list/technique-mark.tsx'
import './what-if.css'

interface Props {
  rows: readonly WhatIfRow[]
  users: number
  /** Absent where the number of users cannot be changed, as on paper. */
  onUsers?(users: number): void
}

const steps = 600

/** The what-if tab: the techniques side by side for the same updates, on one scale, for any number of users. */
export function WhatIf({ rows, users, onUsers }: Props) {
  if (rows.length === 0)
    return (
      <div class="pane">
        <p>
          There is nothing to replay here: a comparison needs updates that come to the page over HTTP or a WebSocket.
        </p>
      </div>
    )
  const crowd = `${grouped(users)} ${users === 1 ? 'user' : 'users'}`
  return (
    <div class="pane whatIf">
      <label class="whatIfUsers">
        <span>For</span>
        {onUsers && (
          <input
            type="range"
            min={0}
            max={steps}
            value={placeOfCrowd(users) * steps}
            aria-valuetext={crowd}
            onInput={(event) => onUsers(crowdAt(Number(event.currentTarget.value) / steps))}
          />
        )}
        <output>{crowd}</output>
      </label>
      <table>
        <thead>
          <tr>
            <th scope="col">The same updates by</th>
            <th scope="col">Bandwidth</th>
            <th scope="col" class="numeric">
              Requests
            </th>
            <th scope="col" class="numeric whatIfHeld">
              Held open
            </th>
            <th scope="col" class="numeric">
              Late by
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.technique} row={row} />
          ))}
        </tbody>
      </table>
      <h3>What would change in the code</h3>
      {rows
        .filter((row) => row.code !== '')
        .map((row) => (
          <p key={row.technique}>
            <b>{row.label}:</b> {row.code} <span class="dim">{row.because.slice(1).join(' ')}</span>
          </p>
        ))}
      <p class="dim">
        {rows.at(-1)?.because[0]} Everything here is modelled, each user doing what this page did. Read the ratios; the
        last digit means nothing.
      </p>
    </div>
  )
}

function Row({ row }: { row: WhatIfRow }) {
  return (
    <tr class={row.today ? 'today' : ''}>
      <th scope="row">
        <span class="whatIfName">
          <TechniqueMark technique={row.technique} /> {row.label}
        </span>
        {row.today && <span class="tag">today</span>}
      </th>
      <td class="whatIfBandwidth">
        <span class={`whatIfBar mark-${row.technique}`} style={{ width: `${Math.max(0.5, row.bar * 100)}%` }} />
        <span class="whatIfFigure">
          <FigureText figure={row.bandwidth} />
          {row.change !== '' && <span class="dim"> {row.change}</span>}
        </span>
      </td>
      <td class="numeric">
        <FigureText figure={row.requests} />
      </td>
      <td class="numeric whatIfHeld">
        <FigureText figure={row.connections} />
      </td>
      <td class="numeric">
        <FigureText figure={row.staleness} />
      </td>
    </tr>
  )
}
