import { expect, test } from 'vitest'
import { toggledChips } from '../../panel/present/list/technique-chips.ts'
import { createPanelState } from '../../panel/state.ts'
import { applyEvent } from '../../src/core/session/apply-event.ts'
import { connection, every, exchange, page, session } from '../core/story.ts'

function stateOf(...told: Parameters<typeof session>) {
  const state = createPanelState(() => 0)
  state.session.current = session(...told)
  state.changed()
  return state
}

test('the list follows the session after changed(), not before', () => {
  const state = stateOf(page(), every(1000, 5))
  expect(state.shown.value).toHaveLength(1)
  for (const event of exchange(9000, { url: '/other' })) applyEvent(state.session.current, event)
  expect(state.shown.value).toHaveLength(1)
  state.changed()
  expect(state.shown.value).toHaveLength(2)
})

test('filter, chips and the toggle for ordinary HTTP all narrow the list', () => {
  const state = stateOf(page(), every(1000, 9), connection('websocket', []), exchange(50, { url: '/about' }))
  expect(state.shown.value).toHaveLength(3)
  state.showHttp.value = false
  expect(state.shown.value).toHaveLength(2)
  state.techniques.value = new Set(['websocket'])
  expect(state.shown.value).toHaveLength(1)
  state.filter.value = 'nothing'
  expect(state.shown.value).toHaveLength(0)
})

test('a selected stream stays open while a filter hides its row', () => {
  const state = stateOf(page(), connection('websocket', []))
  state.selected.value = state.shown.value[0]!.analysis.id
  state.filter.value = 'nothing'
  expect(state.selectedStream.value).toBeDefined()
})

test('time passes only while live, recording and armed', () => {
  let clock = 0
  const state = createPanelState(() => clock)
  state.session.current = session(page(), connection('websocket', []))
  const { lastAt } = state.session.current
  clock = lastAt + 5000
  state.changed()
  expect(state.now.value).toBe(lastAt)
  state.connection.value = 'armed'
  expect(state.now.value).toBe(lastAt + 5000)
  state.mode.value = { file: 'a.gz', redaction: { wasRedacted: false, redactions: [] } }
  expect(state.now.value).toBe(lastAt)
})

test('a click on a chip replaces the choice, with Ctrl it adds the chip or removes it', () => {
  const one = toggledChips(new Set(), 'sse', false)
  expect([...one]).toEqual(['sse'])
  expect([...toggledChips(one, 'websocket', true)]).toEqual(['sse', 'websocket'])
  expect([...toggledChips(one, 'websocket', false)]).toEqual(['websocket'])
  expect([...toggledChips(one, 'sse', false)]).toEqual([])
})
