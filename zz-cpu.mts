import { launchFor, compared, openDevtools } from './test/bench/overhead/states.ts'
import { startWorkSite } from './test/bench/overhead/site.ts'
const N: Record<string, number> = { 'WebSocket receive': 40000, 'WebSocket send': 40000, fetch: 500, XHR: 500, EventSource: 20000, 'data channel': 10000 }
const site = await startWorkSite()
for (const stateName of (process.env.STATES ?? 'bare,watched from a tab').split(',')) {
  const bare = stateName.startsWith('bare')
  const d = await launchFor('chromium', bare ? 'none' : 'duplex')
  await d.page.goto(site.origin)
  if (stateName === 'bare devtools') await openDevtools(d)
  if (!bare) await compared.find((s) => s.name === stateName)!.prepare(d)
  await d.page.goto(site.origin + '/?fresh')
  const cdp = await d.page.browser().target().createCDPSession()
  const cpu = async () => new Map(((await cdp.send('SystemInfo.getProcessInfo' as any)) as any).processInfo.map((p: any) => [p.type + ' ' + p.id, p.cpuTime]))
  for (const work of Object.keys(N)) {
    await d.page.evaluate(`work[${JSON.stringify(work)}](${Math.round(N[work]! / 4)})`)
    await new Promise((r) => setTimeout(r, 700))
    const before = await cpu()
    const took = await d.page.evaluate(`work[${JSON.stringify(work)}](${N[work]})`)
    await new Promise((r) => setTimeout(r, 700))
    const after = await cpu()
    const used = [...after].map(([k, v]: any) => [k, Math.round((v - ((before.get(k) as number) ?? 0)) * 1000)] as const).filter(([, v]) => v > 15).sort((a, b) => b[1] - a[1])
    console.log(stateName.padEnd(20), work.padEnd(18), String(Math.round(took as number)).padStart(6), 'ms |', used.map(([k, v]) => k.replace(/ \d+$/, (m) => m) + ' ' + v).join(', '))
  }
  await d.close()
}
await site.close(); process.exit(0)
