// @vitest-environment happy-dom
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { messagePreview } from '../../panel/present/details/message-preview.ts'
import { messageRow } from '../../panel/present/details/message-rows.ts'
import { Messages } from '../../panel/views/details/messages.tsx'
import { appendRow } from '../../src/core/stream/parts/message-log.ts'
import { connection, page, session } from '../core/story.ts'

const stream = session(page(), connection('websocket', [])).streams.all[0]!
for (let index = 0; index < 100_000; index++)
  appendRow(stream.messages, { at: 1_790_000_000_000 + index, bytes: 20, bits: index % 2, payload: `{"n":${index}}` })

let root: HTMLElement
let made = 0

function show(count = stream.messages.length) {
  act(() =>
    render(
      <Messages
        matches={{ count, rows: undefined, behind: false }}
        total={count}
        way="all"
        text=""
        note=""
        about={false}
        row={(index) => {
          made++
          return messageRow(stream, index)
        }}
        preview={(index) => messagePreview(stream, index)}
        onWay={() => {}}
        onText={() => {}}
      />,
      root,
    ),
  )
}

beforeEach(() => {
  document.body.replaceChildren()
  root = document.body.appendChild(document.createElement('div'))
  made = 0
  show()
})

const rows = () => [...root.querySelectorAll<HTMLElement>('.messageRow')]
const list = () => root.querySelector<HTMLElement>('.messageList')!

test('only a window of 100,000 messages is rendered', () => {
  expect(rows().length).toBeLessThan(60)
  expect(made).toBeLessThan(300)
  expect(list().getAttribute('aria-rowcount')).toBe('100001')
})

test('the list starts at the end and stays there while messages arrive', () => {
  expect(rows().at(-1)?.textContent).toContain('{"n":99999}')
  appendRow(stream.messages, { at: 1_790_000_100_000, bytes: 20, bits: 0, payload: '{"n":"new"}' })
  show()
  expect(rows().at(-1)?.textContent).toContain('"new"')
  expect(root.querySelector('.pill')).toBeNull()
})

test('away from the end the list keeps its place, and shows how many messages arrived', () => {
  act(() => {
    list().scrollTop = 2200
    list().dispatchEvent(new Event('scroll'))
  })
  const first = rows()[0]?.textContent
  const before = stream.messages.length
  for (let index = 0; index < 3; index++)
    appendRow(stream.messages, { at: 1_790_000_100_001, bytes: 1, bits: 0, payload: 'x' })
  show()
  expect(rows()[0]?.textContent).toBe(first)
  const pill = root.querySelector<HTMLButtonElement>('.pill')
  expect(pill?.textContent).toBe(`${stream.messages.length - before} new ↓`)
  act(() => pill?.click())
  expect(rows().at(-1)?.getAttribute('aria-rowindex')).toBe(String(stream.messages.length + 1))
  expect(root.querySelector('.pill')).toBeNull()
})

test('choosing a row shows the message in full below, and keys move on', () => {
  act(() => rows()[5]!.click())
  expect(root.querySelector('.previewText')?.textContent).toMatch(/^\{\n {2}"n": \d+\n\}$/)
  const before = root.querySelector('.previewText')?.textContent
  act(() => {
    list().dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }))
  })
  expect(root.querySelector('.previewText')?.textContent).not.toBe(before)
})
