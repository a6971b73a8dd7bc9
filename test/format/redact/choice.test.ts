import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { createRedactor, type RedactionChoice } from '../../../src/format/redact/redact.ts'
import { readSession } from '../../../src/format/session/read.ts'
import { redactionLine } from '../../../src/format/session/redaction-line.ts'
import { eventLine, headerLine } from '../../../src/format/session/write.ts'

const at = 1_790_000_000_000
const request = (id: number, host: string): CaptureEvent[] => [
  { type: 'request', at, doc: 'd', id, api: 'fetch', method: 'GET', url: `https://${host}/a?token=k93jf93jf${id % 2}` },
  { type: 'finish', at, doc: 'd', id, outcome: 'ok', bytes: 30, text: '{"email":"jane.doe@site.example"}' },
]
const events = [...request(1, 'one.test'), ...request(2, 'two.test:8443'), ...request(3, 'one.test')]

function redacted(choice: RedactionChoice) {
  const redactor = createRedactor(choice)
  const shown = events.flatMap(redactor.redact)
  return { shown, report: redactor.report() }
}

test('the report counts different values and replacements by rule and place, with the first one masked', () => {
  const { report } = redacted({})
  expect(report.counts).toEqual([
    { rule: 'token', place: 'URL', values: 2, times: 3, first: '••••••••••' },
    { rule: 'email', place: 'answer', values: 1, times: 3, first: 'ja••••••••le (21 characters)' },
  ])
  expect(report.values).toBe(3)
  expect(report.hosts).toEqual([
    { host: 'one.test', times: 4 },
    { host: 'two.test:8443', times: 2 },
  ])
})

test('a rule that is kept replaces nothing, and the report says so', () => {
  const { shown, report } = redacted({ keepRules: ['email'] })
  expect(JSON.stringify(shown)).toContain('jane.doe@site.example')
  expect(JSON.stringify(shown)).not.toContain('k93jf93jf')
  expect(report).toMatchObject({ keptRules: ['email'], counts: [{ rule: 'token' }] })
})

test('the traffic of a host that is kept stays as it is, to the last of its events', () => {
  const { shown, report } = redacted({ keepHosts: ['two.test:8443'] })
  expect(shown.slice(2, 4)).toEqual(events.slice(2, 4))
  expect(JSON.stringify([...shown.slice(0, 2), ...shown.slice(4)])).not.toMatch(/k93jf93jf|jane/)
  expect(report).toMatchObject({ keptHosts: ['two.test:8443'] })
})

test('the traffic of a host that is left out does not leave, and is counted', () => {
  const { shown, report } = redacted({ dropHosts: ['one.test'] })
  expect(shown.map((event) => ('id' in event ? event.id : undefined))).toEqual([2, 2])
  expect(report).toMatchObject({ droppedHosts: ['one.test'], droppedEvents: 4 })
})

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text)
}

test('a session tells in its last line what was replaced, and readers take it for no event', async () => {
  const { shown, report } = redacted({ keepRules: ['email'], dropHosts: ['two.test:8443'] })
  const text =
    headerLine({ browser: 'Chromium 156', redacted: true, createdAt: 0 }) +
    shown.map(eventLine).join('') +
    redactionLine(report)
  for (const file of [text, text.trimEnd()]) {
    const items = []
    for await (const item of readSession(bytesOf(file))) items.push(item)
    expect(items.flatMap((item) => (item.kind === 'events' ? item.events : []))).toEqual(shown)
    expect(items.filter(({ kind }) => kind === 'redaction')).toEqual([{ kind: 'redaction', report }])
    expect(items.filter(({ kind }) => kind === 'problem')).toEqual([])
  }
})

test('a report that anybody wrote is read as far as it is one', async () => {
  const hostile = `${headerLine({ browser: '', redacted: true, createdAt: 0 })}${JSON.stringify({
    type: 'redaction',
    values: -1,
    counts: [{ rule: 1 }, null, { rule: 'token', place: 'URL', values: 2, times: 3, first: 'x' }],
    hosts: 'all',
    keptRules: [{}, 'email'],
  })}\n`
  const items = []
  for await (const item of readSession(bytesOf(hostile))) items.push(item)
  expect(items[1]).toMatchObject({
    kind: 'redaction',
    report: { values: 0, counts: [{ rule: 'token' }], hosts: [], keptRules: ['email'] },
  })
})
