import { afterAll, beforeAll } from 'vitest'

/**
 * Starts a site or a browser before the tests of the block that this is called in, and closes it after them. What is returned is
 * empty until then.
 */
export function started<T extends { close(): Promise<void> }>(start: () => Promise<T>): T {
  const one: Partial<T> = {}
  beforeAll(async () => {
    Object.assign(one, await start())
  })
  afterAll(() => one.close?.())
  return one as T
}
