import { launchFor, compared } from './test/bench/overhead/states.ts'
import { startWorkSite } from './test/bench/overhead/site.ts'
const N: Record<string, number> = { 'WebSocket receive': 40000, 'WebSocket send': 40000, fetch: 500, XHR: 500, EventSource: 20000, 'data channel': 10000 }
const site = await startWorkSite()
const kind = 'chromium'
const d = await launchFor(kind, 'duplex')
const state = compared.find((s) => s.name === (process.env.STATE ?? 'watched from a tab'))!
await d.page.goto(site.origin)
await state.prepare(d)
await d.page.goto(site.origin + '/?fresh')
const cdp = await d.page.createCDPSession()
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 })
const wanted = process.env.WORKS?.split(',') ?? Object.keys(N)
for (const work of wanted) {
  const n = N[work]!
  await d.page.evaluate(`work[${JSON.stringify(work)}](${n})`)
  await cdp.send('Profiler.start')
  const took = await d.page.evaluate(`work[${JSON.stringify(work)}](${n})`)
  const { profile } = await cdp.send('Profiler.stop') as any
  const self = new Map<string, number>(); const fn = new Map<string, number>()
  const byId = new Map(profile.nodes.map((x: any) => [x.id, x]))
  profile.samples.forEach((id: number, i: number) => {
    const dt = profile.timeDeltas[i] / 1000; const node: any = byId.get(id); const { url, functionName, lineNumber, columnNumber } = node.callFrame
    const part = url === '' ? functionName : url.replace(/.*\//, '')
    self.set(part, (self.get(part) ?? 0) + dt); const k = part + ' ' + functionName + ':' + columnNumber; fn.set(k, (fn.get(k) ?? 0) + dt)
  })
  console.log('==', work, n, Math.round(took as number), 'ms'); 
  console.log([...self].sort((a, b) => b[1] - a[1]).slice(0, 9).map(([k, v]) => `${k} ${v.toFixed(0)}`).join(' | '))
  console.log([...fn].sort((a, b) => b[1] - a[1]).filter(([k]) => !k.startsWith('(')).slice(0, 14).map(([k, v]) => `   ${k} ${v.toFixed(1)}`).join('\n'))
}
await d.close(); await site.close(); process.exit(0)
