import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { clients } from '../clients/clients.ts'
import { enveloped, lines, parts, wholeEvents } from '../clients/counted.ts'
import type { Seen } from '../clients/door.ts'

const inRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

test('every page of a client is in the table, once', () => {
  const pages = readdirSync(inRoot('test/lab/clients/pages')).filter((name) => name.endsWith('.ts'))
  expect(clients.map(({ id }) => `${id}.ts`).sort()).toEqual(pages.sort())
})

test('the table has at least thirty packages, all of which are installed by their names', () => {
  const { devDependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const packages = new Set(clients.flatMap((one) => one.package.split(', ')))
  expect([...packages].filter((name) => !(name in devDependencies))).toEqual([])
  expect(packages.size).toBeGreaterThanOrEqual(30)
})

test('bodies are read message by message, as their protocols say', () => {
  const seen = (answer: string) => ({ answer, pieces: [Buffer.from(answer)] }) as unknown as Seen
  expect(lines(seen('{"a":1}\n{}\n'))).toEqual(['{"a":1}', '{}'])
  expect(wholeEvents(seen(': hi\n\nevent: ping\ndata:\n\ndata: 1\n\n'))).toEqual(['event: ping\ndata:', 'data: 1'])
  expect(parts(seen('--b\r\nx: y\r\n\r\n{}\r\n--b\r\nx: y\r\n\r\n1\r\n--b--\r\n'))).toEqual(['{}', '1'])
  expect(enveloped(seen('\0\0\0\0\x02ab\0\0\0\0\x01c\x02\0\0\0\x02{}'))).toEqual(['ab', 'c'])
})
