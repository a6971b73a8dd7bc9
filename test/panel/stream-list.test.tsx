// @vitest-environment happy-dom
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { streamRow } from '../../panel/present/list/stream-rows.ts'
import { StreamList } from '../../panel/views/list/stream-list.tsx'
import { connection, page, session } from '../core/story.ts'
import { analysedOf, pageUrl } from './analysed.ts'

const all = analysedOf(
  session(
    page(),
    Array.from({ length: 300 }, (_, index) => connection('websocket', [], `ws://site.test/${index}`)).flat(),
  ),
)
let selected = -1
let sortedBy = ''
let root: HTMLElement

function show() {
  act(() =>
    render(
      <StreamList
        count={all.length}
        row={(index) => streamRow(all[index]!, pageUrl, 0)}
        startsPage={() => false}
        selected={selected}
        sorted={undefined}
        onSelect={(index) => {
          selected = index
          show()
        }}
        onSort={(column) => {
          sortedBy = column
        }}
      />,
      root,
    ),
  )
}

beforeEach(() => {
  document.body.replaceChildren()
  root = document.body.appendChild(document.createElement('div'))
  selected = -1
  show()
})

const grid = () => root.querySelector<HTMLElement>('[role=grid]')!
const tabStops = () => [...root.querySelectorAll<HTMLElement>('.streamRow[tabindex="0"]')]
const press = (key: string) =>
  act(() => {
    const target = document.activeElement && grid().contains(document.activeElement) ? document.activeElement : grid()
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })

test('only rows in view exist, and the grid gives the number of all', () => {
  expect(root.querySelectorAll('.streamRow').length).toBeLessThan(50)
  expect(grid().getAttribute('aria-rowcount')).toBe('301')
  expect(root.querySelector('.streamRow')?.getAttribute('aria-rowindex')).toBe('2')
})

test('there is one tab stop', () => {
  expect(tabStops()).toHaveLength(1)
})

test('arrows, Home and End select, and the focus goes along', () => {
  press('ArrowDown')
  expect(selected).toBe(0)
  press('ArrowDown')
  expect(selected).toBe(1)
  press('ArrowUp')
  expect(selected).toBe(0)
  press('End')
  expect(selected).toBe(299)
  expect(document.activeElement).toBe(tabStops()[0])
  expect(document.activeElement?.getAttribute('aria-rowindex')).toBe('301')
  press('Home')
  expect(selected).toBe(0)
})

test('the selected row exists even when it is out of view', () => {
  selected = 250
  show()
  expect(root.querySelector('[aria-rowindex="252"]')?.getAttribute('aria-selected')).toBe('true')
})

test('the headers lie above the first row and sort', () => {
  press('ArrowDown')
  press('ArrowUp')
  const focused = document.activeElement as HTMLElement
  expect(focused.textContent).toBe('Technique')
  focused.click()
  expect(sortedBy).toBe('technique')
})

test('a click selects', () => {
  act(() => root.querySelectorAll<HTMLElement>('.streamRow')[3]!.click())
  expect(selected).toBe(3)
})

test('text from a page is displayed as text', () => {
  const [hostile] = analysedOf(
    session(page(), connection('websocket', [], 'ws://site.test/<img src=x onerror=alert(1)>')),
  )
  const row = streamRow(hostile!, pageUrl, 0)
  act(() =>
    render(
      <StreamList
        count={1}
        row={() => ({ ...row, url: '<img src=x>' })}
        startsPage={() => false}
        selected={-1}
        sorted={undefined}
        onSelect={() => {}}
        onSort={() => {}}
      />,
      root,
    ),
  )
  expect(root.querySelector('img')).toBeNull()
  expect(root.textContent).toContain('<img src=x>')
})
