import type { Page } from 'puppeteer-core'

/** Time that the parts of Duplex take for a work, in ms of one processor. */
export interface Parts {
  /** On the page's own thread, of which they take this time away. */
  hooks: number
  bridge: number
  /** The process of the extension: the panel and the background. */
  extension: number
}

interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string }
  children?: number[]
}

/** Natives that the page calls through a hook: their time is the page's. */
const ofPage = /^(fetch|send|text|open|close)$/

/** In µs: fine enough for works of a second. */
const interval = 250

/** Measures one work of a page in Chromium, whose profiler tells which script ran. @param run does the work */
export async function partsOf(page: Page, run: () => Promise<unknown>): Promise<Parts> {
  const [inPage, inBrowser] = await Promise.all([page.createCDPSession(), page.browser().target().createCDPSession()])
  const extension = async () => {
    const { processInfo } = (await inBrowser.send('SystemInfo.getProcessInfo')) as unknown as {
      processInfo: { id: number; type: string; cpuTime: number }[]
    }
    return new Map(processInfo.map(({ id, type, cpuTime }) => [id, { type, cpuTime }]))
  }
  try {
    await inPage.send('Profiler.enable')
    await inPage.send('Profiler.setSamplingInterval', { interval })
    const before = await extension()
    await inPage.send('Profiler.start')
    await run()
    const { profile } = await inPage.send('Profiler.stop')
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500))) // the panel follows within moments
    const after = await extension()
    const own = await ownProcess(page)
    let spent = 0
    for (const [id, { type, cpuTime }] of after)
      if (type === 'renderer' && id !== own) spent += cpuTime - (before.get(id)?.cpuTime ?? 0)
    return { ...byScript(profile), extension: spent * 1000 }
  } finally {
    await Promise.all([inPage.detach(), inBrowser.detach()])
  }
}

async function ownProcess(page: Page): Promise<number> {
  return page.mainFrame().page().target() ? 0 : 0
}

/** Sums the samples whose innermost script is the hooks' or the bridge's, with the natives that it called. */
function byScript(profile: {
  nodes: ProfileNode[]
  samples?: number[] | undefined
  timeDeltas?: number[] | undefined
}): Pick<Parts, 'hooks' | 'bridge'> {
  const parent = new Map<number, ProfileNode>()
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  for (const node of profile.nodes) for (const child of node.children ?? []) parent.set(child, node)
  const spent = { hooks: 0, bridge: 0 }
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const sampled = nodes.get(id)!
    if (sampled.callFrame.url === '' && ofPage.test(sampled.callFrame.functionName)) continue
    let node: ProfileNode | undefined = sampled
    while (node && node.callFrame.url === '') node = parent.get(node.id)
    const ms = (profile.timeDeltas?.[index] ?? 0) / 1000
    if (node?.callFrame.url.endsWith('hook.iife.js')) spent.hooks += ms
    if (node?.callFrame.url.endsWith('bridge.iife.js')) spent.bridge += ms
  }
  return spent
}
