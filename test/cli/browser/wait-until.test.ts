import { expect, test } from 'vitest'
import { waitUntil } from '../../../src/cli/browser/wait-until.ts'

test('gives what the first truthy look gave', async () => {
  const looks = [undefined, 'seen']
  expect(await waitUntil('it is there', 1000, async () => looks.shift())).toBe('seen')
})

test('a look that throws counts as not yet', async () => {
  let looks = 0
  const look = async () => {
    looks += 1
    if (looks < 2) throw new Error('too early')
    return true
  }
  expect(await waitUntil('it is there', 1000, look)).toBe(true)
})

test('says what it waited for, how long, and what went wrong last', async () => {
  const look = () => Promise.reject(new Error('no panel'))
  await expect(waitUntil('it is there', 200, look)).rejects.toThrow('not true after 0.2 s: it is there (no panel)')
})
