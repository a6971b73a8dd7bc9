import { expect, test } from 'vitest'
import { banners, emptyState, type Situation } from '../../panel/present/page/notices.ts'
import { createRedactor } from '../../src/format/redact/redact.ts'
import type { FileRedaction } from '../../src/format/session/redaction-line.ts'

const calm: Situation = {
  connection: 'armed',
  recording: true,
  file: undefined,
  late: 0,
  closed: 0,
  ended: false,
  notRecorded: 0,
  problem: undefined,
  streams: 3,
  shown: 3,
}
const empty = { ...calm, streams: 0, shown: 0 }

test('without a reason there is no notice', () => {
  expect(banners(calm)).toEqual([])
  expect(emptyState(calm)).toBeUndefined()
})

test.each([
  [{}, 'Reload to capture this page from its start', 'reload'],
  [{ late: 3 }, '3 frames were already running', 'reload'],
  [{ recording: false }, 'Recording is off', 'record'],
  [{ connection: 'connecting' }, 'Connecting', undefined],
  [{ connection: 'unreachable' }, 'closed to extensions', 'reload'],
  [{ connection: 'lost' }, 'Waiting for the extension', 'reload'],
  [{ ended: true }, 'has crashed', 'reload'],
  [{ connection: 'forbidden' }, 'is not allowed to read this site', 'allow'],
  [{ connection: 'outdated' }, 'was updated or switched off', 'restart'],
  [{ connection: 'none' }, 'looks at no tab', 'open'],
  [{ file: 'a.gz' }, 'holds no traffic', undefined],
] as const)('an empty list with %j has a sentence and an action', (how, text, action) => {
  const state = emptyState({ ...empty, ...how })
  expect(state?.text).toContain(text)
  expect(state?.action).toBe(action)
})

test('a filter that hides all offers to be cleared', () => {
  expect(emptyState({ ...calm, shown: 0 })).toMatchObject({
    text: 'All 3 streams are hidden by the filter.',
    action: 'clear-filter',
  })
})

test('a paused panel shows how many events it left out', () => {
  expect(banners({ ...calm, recording: false, notRecorded: 120 })[0]?.text).toContain('120 events not recorded')
})

test.each([
  ['lost', 'trying to connect again', 'reload'],
  ['unreachable', 'shows a page that is closed to extensions', undefined],
  ['forbidden', 'is no longer allowed to read this site', 'allow'],
  ['outdated', 'Export what it holds, then start anew', 'restart'],
] as const)('why nothing more is recorded is said above the streams: %s', (connection, text, action) => {
  expect(banners({ ...calm, connection })).toMatchObject([{ action, text: expect.stringContaining(text) }])
})

test('a page that crashed is reported above its streams', () => {
  expect(banners({ ...calm, ended: true })).toMatchObject([
    { action: 'reload', text: expect.stringContaining('has crashed, or the browser has stopped it') },
  ])
})

test('late frames are reported with an action', () => {
  expect(banners({ ...calm, late: 2 })).toMatchObject([{ action: 'reload', text: expect.stringContaining('2 frames') }])
})

test('problems come first and can be dismissed', () => {
  const [first] = banners({ ...calm, problem: 'a.gz: not a session.', recording: false })
  expect(first).toMatchObject({ tone: 'warning', text: 'a.gz: not a session.', action: 'dismiss' })
})

test('notices about the page are not shown for a saved session', () => {
  const report = createRedactor().report()
  const told = (redaction: FileRedaction) => banners({ ...calm, file: 'a.gz', redaction })[0]!.text
  expect(told({ wasRedacted: false, redactions: [] })).toBe('From a file: a.gz. The page is not being shown.')
  expect(told({ wasRedacted: true, redactions: [] })).toContain(' Secrets in it were replaced when it was saved. ')
  expect(told({ wasRedacted: true, redactions: [report] })).toContain(' Nothing in it looked like a secret ')
  expect(
    told({
      wasRedacted: true,
      redactions: [
        { ...report, values: 1 },
        { ...report, values: 2 },
      ],
    }),
  ).toContain(' 3 secrets in it were replaced when it was saved. ')
  expect(banners({ ...calm, file: 'a.gz', recording: false, late: 2 }).map(({ id }) => id)).toEqual(['file'])
})
