// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the rows that are not in view
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows have the focus, not their cells
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ColumnId } from '../../present/list/stream-columns.ts'
import { streamColumns } from '../../present/list/stream-columns.ts'
import type { StreamRow } from '../../present/list/stream-rows.ts'
import { FigureText } from '../controls/figure-text.tsx'
import { TechniqueMark } from './technique-mark.tsx'
import './stream-list.css'
import { movedTo, renderedIndices, rowHeight, useVirtualList } from './virtual-list.ts'

interface Props {
  count: number
  /** Called for visible rows only. */
  row(index: number): StreamRow
  /** Whether the page was navigated between this row and the row above. */
  startsPage(index: number): boolean
  selected: number
  sorted: { column: ColumnId; descending: boolean } | undefined
  onSelect(index: number): void
  onSort(column: ColumnId): void
}

/** The streams as an ARIA grid: one tab stop, arrow keys move, headers above the first row. */
export function StreamList({ count, row, startsPage, selected, sorted, onSelect, onSort }: Props) {
  const list = useVirtualList({ count, header: rowHeight })
  const { element, window } = list
  const active = useRef(0)
  // A click on a row focuses it; after a key, the focus has to be moved.
  const moveFocus = useRef(false)
  if (selected >= 0) active.current = selected
  active.current = Math.min(active.current, Math.max(0, count - 1))

  const focusHeader = (index: number) =>
    element.current?.querySelectorAll<HTMLElement>('.streamHeader button')[index]?.focus()

  useLayoutEffect(() => {
    if (!moveFocus.current) return
    moveFocus.current = false
    element.current?.querySelector<HTMLElement>('.streamRow[tabindex="0"]')?.focus({ preventScroll: true })
  })

  function select(index: number): void {
    active.current = index
    list.reveal(index)
    onSelect(index)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return
    if ((event.target as HTMLElement).closest('.streamHeader')) return onHeaderKey(event)
    if (event.key === 'ArrowUp' && active.current === 0) {
      event.preventDefault()
      return focusHeader(0)
    }
    const from = selected < 0 && event.key === 'ArrowDown' ? -1 : active.current
    const to = event.key === 'Enter' || event.key === ' ' ? active.current : movedTo(event.key, from, count, list.page)
    if (to === undefined) return
    event.preventDefault()
    moveFocus.current = true
    select(to)
  }

  function onHeaderKey(event: KeyboardEvent): void {
    const buttons = [...(element.current?.querySelectorAll<HTMLElement>('.streamHeader button') ?? [])].filter(
      (button) => button.offsetParent !== null,
    )
    const at = buttons.indexOf(event.target as HTMLElement)
    if (event.key === 'ArrowDown')
      element.current?.querySelector<HTMLElement>('.streamRow[tabindex="0"]')?.focus({ preventScroll: true })
    else if (event.key === 'ArrowRight') buttons[at + 1]?.focus()
    else if (event.key === 'ArrowLeft') buttons[at - 1]?.focus()
    else return
    event.preventDefault()
  }

  return (
    <div
      class="streamList"
      role="grid"
      aria-label="Streams"
      aria-rowcount={count + 1}
      aria-colcount={streamColumns.length}
      ref={element}
      onScroll={list.onScroll}
      onKeyDown={onKeyDown}
    >
      <Header sorted={sorted} onSort={onSort} />
      <div class="streamRows" role="rowgroup" style={{ height: `${window.height}px` }}>
        {renderedIndices(window, count, active.current).map((index) => {
          const shown = row(index)
          return (
            <Row
              key={shown.id}
              row={shown}
              index={index}
              top={index * rowHeight + window.shift}
              selected={index === selected}
              active={index === active.current}
              startsPage={startsPage(index)}
              onSelect={select}
            />
          )
        })}
      </div>
    </div>
  )
}

function Header({ sorted, onSort }: Pick<Props, 'sorted' | 'onSort'>) {
  return (
    <div class="streamHeader" role="rowgroup">
      <div class="streamColumns" role="row" aria-rowindex={1}>
        {streamColumns.map(({ id, label, meaning, numeric }, index) => {
          const order = sorted?.column === id ? (sorted.descending ? 'descending' : 'ascending') : undefined
          return (
            <div
              key={id}
              class={`streamCell stream-${id} ${numeric ? 'numeric' : ''}`}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={order ?? 'none'}
            >
              <button type="button" tabIndex={-1} title={meaning} onClick={() => onSort(id)}>
                {label}
                {order !== undefined && <span aria-hidden="true">{order === 'ascending' ? ' ▴' : ' ▾'}</span>}
              </button>
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface RowProps {
  row: StreamRow
  index: number
  top: number
  selected: boolean
  active: boolean
  startsPage: boolean
  onSelect(index: number): void
}

function Row({ row, index, top, selected, active, startsPage, onSelect }: RowProps) {
  const classes = ['streamRow', 'streamColumns', row.failed && 'failed', startsPage && 'startsPage']
  if (row.status === 'closed' || row.status === 'done' || row.status === 'sent') classes.push('over')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows
    <div
      class={classes.filter(Boolean).join(' ')}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={startsPage ? `After a navigation: ${row.spoken}` : row.spoken}
      tabIndex={active ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(index)}
    >
      <div class="streamCell stream-technique" role="gridcell" title={`${row.longLabel}. ${row.because}`}>
        <TechniqueMark technique={row.technique} />
        <span class="streamLabel">{row.label}</span>
      </div>
      <div class="streamCell stream-url" role="gridcell" title={row.wholeUrl}>
        {row.advice !== '' && (
          <span class="streamAdvice" title={row.advice} role="img" aria-label="has advice">
            ⚠
          </span>
        )}
        {row.failed && (
          <span class="tag bad streamFailed" aria-hidden="true">
            failed
          </span>
        )}
        {row.context !== '' && <span class="tag streamContext">{row.context}</span>}
        <span class="streamUrlText">{row.url}</span>
      </div>
      <div class="streamCell stream-confidence" role="gridcell" title={row.because}>
        {row.confidence}
      </div>
      <div class="streamCell stream-direction" role="gridcell" title={row.direction}>
        {row.arrows}
      </div>
      <div class="streamCell stream-messages numeric" role="gridcell">
        <FigureText figure={row.messages} />
      </div>
      <div class="streamCell stream-updates numeric" role="gridcell">
        <FigureText figure={row.updates} />
      </div>
      <div class={`streamCell stream-wasted numeric ${row.wasteful ? 'wasteful' : ''}`} role="gridcell">
        <FigureText figure={row.wasted} />
      </div>
      <div class="streamCell stream-up numeric" role="gridcell">
        <FigureText figure={row.up} />
      </div>
      <div class="streamCell stream-down numeric" role="gridcell">
        <FigureText figure={row.down} />
      </div>
      <div class="streamCell stream-overhead numeric" role="gridcell">
        <FigureText figure={row.overhead} />
      </div>
      <div class="streamCell stream-status" role="gridcell">
        {row.status}
      </div>
    </div>
  )
}
