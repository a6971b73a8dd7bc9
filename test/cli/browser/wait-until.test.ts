import { expect, test } from 'vitest'
import { waitUntil } from '../../../src/cli/browser/wait-until.ts'

test('returns the first truthy result', async () => {
  const looks = [undefined, 'seen']
  expect(await waitUntil('it is there', 1000, async () => looks.shift())).toBe('seen')
})

test('a call that throws counts as not yet', async () => {
  let looks = 0
  const look = async () => {
    looks += 1
    if (looks < 2) throw new Error('too early')
    return true
  }
  expect(await waitUntil('it is there', 1000, look)).toBe(true)
})

test('the error names the condition, the time and the last error', async () => {
  const look = () => Promise.reject(new Error('no panel'))
  await expect(waitUntil('it is there', 200, look)).rejects.toThrow('not true after 0.2 s: it is there (no panel)')
})
