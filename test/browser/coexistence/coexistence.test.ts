import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrivenBrowser } from '../../../src/cli/browser/driven-browser.ts'
import { kinds, launchBare, untilRecorded } from '../driven.ts'
import { type HooksSite, startHooksSite } from '../hooks-site.ts'
import { bundle, type Instrumentation, instrumentations } from './bundles.ts'

interface Logs {
  page: string[]
  told: string[]
}

let site: HooksSite
beforeAll(async () => {
  const pages: Record<string, string> = {}
  for (const name of instrumentations) {
    const script = (await bundle(name)).replaceAll('</script', '<\\/script')
    pages[`/${name}`] = `<!doctype html><title>${name}</title><body><script>${script}</script>`
  }
  site = await startHooksSite(pages)
})
afterAll(() => site?.close())

describe.each(kinds)('%s', (kind) => {
  let driven: DrivenBrowser
  const without = new Map<Instrumentation, Logs>()

  const visit = async (name: Instrumentation) => {
    await driven.page.goto(`${site.origin}/${name}`)
    await driven.page.waitForFunction('globalThis.experimentReady === true')
  }
  const experiment = () => driven.page.evaluate('globalThis.experiment()') as Promise<Logs>

  // Nothing is registered while no panel is open: the page runs untouched code.
  beforeAll(async () => {
    driven = await launchBare(kind)
    for (const name of instrumentations) {
      await visit(name)
      without.set(name, await experiment())
    }
  })
  afterAll(() => driven?.close())

  test.each(instrumentations)('%s tells and does the same on top of the hooks', async (name) => {
    const panel = await driven.openPanel()
    await panel.waitFor('globalThis.duplex.armed()')
    await visit(name)
    await untilRecorded(panel, name, (all) =>
      all.some((event) => event.type === 'document' && event.url.endsWith(name)),
    )
    const logs = await experiment()
    expect(logs.told.length).toBeGreaterThan(5)
    expect(logs).toEqual(without.get(name))
    await panel.close()
  })

  test.each(instrumentations)('%s tells and does the same below hooks that came later', async (name) => {
    await visit(name)
    const panel = await driven.openPanel()
    await panel.waitFor('globalThis.duplex.armed()')
    await untilRecorded(panel, name, (all) =>
      all.some((event) => event.type === 'document' && event.url.endsWith(name)),
    )
    const logs = await experiment()
    const expected = without.get(name)!
    expect(logs.page).toEqual(expected.page)
    // The listeners of hooks that came after zone.js are its tasks too: there is no other addEventListener to be had then.
    if (name === 'zone') expect(logs.told).toEqual(expect.arrayContaining(expected.told))
    else expect(logs.told).toEqual(expected.told)
    await panel.close()
  })
})
