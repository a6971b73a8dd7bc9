import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE = 100 // ms between two attempts

/**
 * Calls `look` repeatedly until it returns something truthy. A call that throws counts as not yet.
 *
 * @param what for the message, such as 'the panel has #title'
 * @throws 'not true after 30 s: …', with the error of the last call
 */
export async function waitUntil<T>(what: string, timeoutMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    let problem = ''
    try {
      const seen = await look()
      if (seen) return seen
    } catch (error) {
      problem = ` (${error instanceof Error ? error.message : String(error)})`
    }
    if (Date.now() >= end) throw new Error(`not true after ${timeoutMs / 1000} s: ${what}${problem}`)
    await sleep(PAUSE)
  }
}
