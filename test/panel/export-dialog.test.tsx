// @vitest-environment happy-dom
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { ExportDialog } from '../../panel/views/dialogs/export-dialog.tsx'
import type { RedactionReport } from '../../src/format/redact/concealer.ts'
import type { RedactionChoice } from '../../src/format/redact/redact.ts'

const report: RedactionReport = {
  values: 3,
  counts: [
    { rule: 'token', place: 'URL', values: 2, times: 9, first: 'k9••••••••C0 (13 characters)' },
    { rule: 'email', place: 'answer', values: 1, times: 4, first: '<b>ja••</b>' },
  ],
  hosts: [
    { host: 'one.test', times: 9 },
    { host: 'two.test', times: 4 },
  ],
  keptRules: [],
  keptHosts: [],
  droppedHosts: [],
  droppedEvents: 0,
}

let root: HTMLElement
let saved: (RedactionChoice | undefined)[]
let goOn: () => void

const find = <T extends HTMLElement>(selector: string) => root.querySelector<T>(selector)!
const primary = () => find<HTMLButtonElement>('button.primary')
const boxes = () => [...root.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
const click = (element: HTMLElement) => act(async () => element.click())
const choice = () => {
  const { keepRules = [], keepHosts = [], dropHosts = [] } = saved[0]!
  return { keepRules: [...keepRules], keepHosts: [...keepHosts], dropHosts: [...dropHosts] }
}

async function choose(host: string, fate: string): Promise<void> {
  await act(async () => {
    const select = find<HTMLSelectElement>(`select[aria-label="Traffic of ${host}"]`)
    select.value = fate
    select.dispatchEvent(new Event('change', { bubbles: true }))
  })
}

beforeEach(async () => {
  saved = []
  document.body.replaceChildren()
  root = document.body.appendChild(document.createElement('div'))
  const isRead = new Promise<void>((resolve) => {
    goOn = resolve
  })
  async function* preview() {
    yield { ...report, values: 1 }
    await isRead
    yield report
  }
  await act(async () =>
    render(<ExportDialog preview={preview} onExport={(made) => void saved.push(made)} onClose={() => {}} />, root),
  )
})

test('what was found so far is shown while the session is read, and all of it at the end', async () => {
  expect(find('[role=status]').textContent).toBe('1 value found so far, in a session that is still being read…')
  await act(async () => {
    goOn()
    await new Promise((resolve) => setTimeout(resolve))
  })
  expect(find('[role=status]').textContent).toBe('3 values will be replaced.')
  expect(root.textContent).toContain('k9••••••••C0 (13 characters)')
  expect(root.querySelector('b')).toBeNull()
})

test('without a choice everything is replaced', async () => {
  await click(primary())
  expect(choice()).toEqual({ keepRules: [], keepHosts: [], dropHosts: [] })
})

test('a rule is kept only after a confirmation', async () => {
  await click(boxes()[0]!)
  expect([primary().textContent, primary().disabled]).toEqual(['Save partly redacted', true])
  await click(boxes().at(-1)!)
  await click(primary())
  expect(choice()).toEqual({ keepRules: ['token'], keepHosts: [], dropHosts: [] })
})

test('a host is left out at once, and kept only after a confirmation', async () => {
  await choose('one.test', 'drop')
  expect(primary().disabled).toBe(false)
  await choose('two.test', 'keep')
  expect(primary().disabled).toBe(true)
  await click(boxes().at(-1)!)
  await click(primary())
  expect(choice()).toEqual({ keepRules: [], keepHosts: ['two.test'], dropHosts: ['one.test'] })
})

test('all as it is can be saved only after a confirmation', async () => {
  expect(root.querySelector('button.danger')).toBeNull()
  await click(boxes().at(-1)!)
  await click(find('button.danger'))
  expect(saved).toEqual([undefined])
})
