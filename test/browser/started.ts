import { afterAll, beforeAll } from 'vitest'

/**
 * Starts a site or a browser before the tests of the current block, and closes it after them. The returned object is empty
 * until then.
 */
export function started<T extends { close(): Promise<void> }>(start: () => Promise<T>): T {
  const one: Partial<T> = {}
  beforeAll(async () => {
    Object.assign(one, await start())
  })
  afterAll(() => one.close?.())
  return one as T
}
