import { beforeAll, describe, expect, test } from 'vitest'
import { kinds, launchBare, openArmed, untilSeen } from '../driven.ts'
import { startHooksSite } from '../hooks-site.ts'
import { started } from '../started.ts'
import { bundle, type Instrumentation, instrumentations } from './bundles.ts'

interface Logs {
  page: string[]
  told: string[]
}

const site = started(async () => {
  const pages: Record<string, string> = {}
  for (const name of instrumentations) {
    pages[`/${name}`] = `<!doctype html><title>${name}</title><body><script>${await bundle(name)}</script>`
  }
  return startHooksSite(pages)
})

describe.each(kinds)('%s', (kind) => {
  const driven = started(() => launchBare(kind))
  const without = new Map<Instrumentation, Logs>()

  const visit = async (name: Instrumentation) => {
    await driven.page.goto(`${site.origin}/${name}`)
    await driven.page.waitForFunction('globalThis.experimentReady === true')
  }
  const experiment = () => driven.page.evaluate('globalThis.experiment()') as Promise<Logs>

  // No hooks are registered while no panel is open: the page runs untouched code.
  beforeAll(async () => {
    for (const name of instrumentations) {
      await visit(name)
      without.set(name, await experiment())
    }
  })

  test.each(instrumentations)('%s reports and does the same when installed over the hooks', async (name) => {
    const panel = await openArmed(driven)
    await visit(name)
    await untilSeen(panel, 'document', name)
    const logs = await experiment()
    expect(logs.told.length).toBeGreaterThan(5)
    expect(logs).toEqual(without.get(name))
    await panel.close()
  })

  test.each(instrumentations)('%s reports and does the same when the hooks are installed over it', async (name) => {
    await visit(name)
    const panel = await openArmed(driven)
    await untilSeen(panel, 'document', name)
    const logs = await experiment()
    // Where a library has replaced functions that the hooks need, as zone.js does, its page is left alone until it is reloaded.
    expect(logs).toEqual(without.get(name))
    await panel.close()
  })
})
