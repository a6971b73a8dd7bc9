import type { Page } from 'puppeteer-core'

/** Time that the parts of Duplex take for a work, in ms of one processor. */
export interface Parts {
  /** On the page's own thread, of which they take this time away. */
  hooks: number
  bridge: number
  /** The processes of panel and background; with the developer tools, where they are open. */
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
/** In ms: the panel takes in what a page has reported, and draws it, within this time. */
const followsWithin = 500

/** Measures one work of a page in Chromium, whose profiler tells which script ran. @param run does the work */
export async function partsOf(page: Page, run: () => Promise<unknown>): Promise<Parts> {
  const [inPage, inBrowser] = await Promise.all([page.createCDPSession(), page.browser().target().createCDPSession()])
  /** Processor time of each process that runs pages, in ms. */
  const renderers = async () => {
    const { processInfo } = await inBrowser.send('SystemInfo.getProcessInfo')
    const found = processInfo.filter(({ type }) => type === 'renderer')
    return new Map(found.map(({ id, cpuTime }) => [id, cpuTime * 1000]))
  }
  try {
    await inPage.send('Profiler.enable')
    await inPage.send('Profiler.setSamplingInterval', { interval })
    const before = await renderers()
    await inPage.send('Profiler.start')
    await run()
    const { profile } = await inPage.send('Profiler.stop')
    await new Promise((resolve) => setTimeout(resolve, followsWithin))
    // The page's own process has worked most.
    const spent = [...(await renderers())].map(([id, time]) => time - (before.get(id) ?? 0)).toSorted((a, b) => b - a)
    return { ...byScript(profile), extension: spent.slice(1).reduce((sum, time) => sum + time, 0) }
  } finally {
    await Promise.all([inPage.detach(), inBrowser.detach()])
  }
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
