// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus, not their cells

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { MessageMatches, MessageWay } from '../../present/details/message-matches.ts'
import type { MessagePreview } from '../../present/details/message-preview.ts'
import type { MessageRow } from '../../present/details/message-rows.ts'
import { grouped } from '../../present/words/format-units.ts'
import './messages.css'
import { movedTo, renderedIndices, rowHeight, useVirtualList } from '../list/virtual-list.ts'
import { PreviewPane } from './preview-pane.tsx'

interface Props {
  matches: MessageMatches
  /** All messages, listed or not. */
  total: number
  way: MessageWay
  text: string
  /** A note on missing payloads, or ''. */
  note: string
  /** Whether rows of this stream have anything in the column 'About'. */
  about: boolean
  /** The row by its index in the log; called for visible rows only. */
  row(index: number): MessageRow
  preview(index: number): MessagePreview
  onWay(way: MessageWay): void
  onText(text: string): void
}

const ways: readonly (readonly [MessageWay, string])[] = [
  ['all', 'All'],
  ['in', 'In ↓'],
  ['out', 'Out ↑'],
]

/** The messages of a stream. Only the rows in view are rendered, so that any number of messages scrolls smoothly. */
export function Messages({ matches, total, way, text, note, about, row, preview, onWay, onText }: Props) {
  // An index in the log, so that a filter does not change the message shown below.
  const [chosen, setChosen] = useState<number | undefined>(undefined)
  const { count } = matches
  const listed = count === total ? `${grouped(total)}` : `${grouped(count)} of ${grouped(total)}`
  return (
    <div class={`messages ${about ? '' : 'plain'}`}>
      <div class="messageTools">
        <select aria-label="Direction" value={way} onChange={(event) => onWay(event.currentTarget.value as MessageWay)}>
          {ways.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label="Filter messages"
          placeholder="Filter messages"
          value={text}
          spellcheck={false}
          onInput={(event) => onText(event.currentTarget.value)}
        />
        <span class="messageCount">
          {listed}
          {matches.behind && ' …'}
        </span>
        {note !== '' && (
          <span class="messageNote" title={note}>
            {note}
          </span>
        )}
      </div>
      <div class="messageBody">
        <MessageList
          key={`${way} ${text}`}
          count={count}
          at={(place) => matches.rows?.[place] ?? place}
          row={row}
          chosen={chosen}
          onChoose={setChosen}
        />
        {chosen !== undefined && (
          <PreviewPane row={row(chosen)} preview={preview(chosen)} onClose={() => setChosen(undefined)} />
        )}
      </div>
    </div>
  )
}

interface ListProps {
  count: number
  /** The log index of the row at a position of the list. */
  at(place: number): number
  row(index: number): MessageRow
  chosen: number | undefined
  onChoose(index: number): void
}

function MessageList({ count, at, row, chosen, onChoose }: ListProps) {
  const list = useVirtualList({ count, header: rowHeight, followEnd: true })
  const { element, window } = list
  const active = useRef(-1)
  const moveFocus = useRef(false)
  const seen = useRef(count)
  if (list.atEnd) seen.current = count
  const fresh = count - seen.current
  const stop = active.current >= 0 && active.current < count ? active.current : Math.min(window.first, count - 1)

  useLayoutEffect(() => {
    if (!moveFocus.current) return
    moveFocus.current = false
    element.current?.querySelector<HTMLElement>('.messageRow[tabindex="0"]')?.focus({ preventScroll: true })
  })

  function choose(place: number): void {
    active.current = place
    list.reveal(place)
    onChoose(at(place))
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return
    const to = event.key === 'Enter' || event.key === ' ' ? stop : movedTo(event.key, stop, count, list.page)
    if (to === undefined) return
    event.preventDefault()
    moveFocus.current = true
    choose(to)
  }

  return (
    <div class="messageFrame">
      <div
        class="messageList"
        role="grid"
        aria-label="Messages"
        aria-rowcount={count + 1}
        ref={element}
        onScroll={list.onScroll}
        onKeyDown={onKeyDown}
      >
        <div class="messageHeader" role="rowgroup">
          <div class="messageColumns" role="row" aria-rowindex={1}>
            {['Time', 'Way', 'About', 'Size', 'Data'].map((label) => (
              <div key={label} class={`messageCell message-${label.toLowerCase()}`} role="columnheader">
                {label}
              </div>
            ))}
          </div>
        </div>
        <div class="messageRows" role="rowgroup" style={{ height: `${window.height}px` }}>
          {renderedIndices(window, count, stop).map((place) => (
            <Row
              key={place}
              row={row(at(place))}
              place={place}
              top={place * rowHeight + window.shift}
              chosen={at(place) === chosen}
              active={place === stop}
              onChoose={choose}
            />
          ))}
        </div>
        {count === 0 && <p class="messageEmpty">No messages here yet.</p>}
      </div>
      {fresh > 0 && (
        <button type="button" class="pill" onClick={list.toEnd}>
          {grouped(fresh)} new ↓
        </button>
      )}
    </div>
  )
}

interface RowProps {
  row: MessageRow
  place: number
  top: number
  chosen: boolean
  active: boolean
  onChoose(place: number): void
}

function Row({ row, place, top, chosen, active, onChoose }: RowProps) {
  const classes = ['messageRow', 'messageColumns', row.wasted && 'wasted', row.failed && 'failed', row.way]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows
    <div
      class={classes.filter(Boolean).join(' ')}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={chosen}
      tabIndex={active ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(place)}
    >
      <div class="messageCell message-time" role="gridcell" title={row.date}>
        {row.time}
      </div>
      <div class="messageCell message-way" role="gridcell">
        {row.arrow} {row.way}
      </div>
      <div class="messageCell message-about" role="gridcell" title={row.about}>
        {row.about}
      </div>
      <div class="messageCell message-size" role="gridcell">
        {row.size}
      </div>
      <div class="messageCell message-data" role="gridcell">
        {row.wasted && <span class="tag">no news</span>}
        {row.failed && <span class="tag bad">failed</span>}
        {row.note !== '' && <span class="messageMissing">{row.note}</span>}
        {row.text}
      </div>
    </div>
  )
}
