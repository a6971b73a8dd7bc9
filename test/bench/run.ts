// `npm run bench -- NAME`: prints a table. Timings are compared in paired rounds and quoted as ratios and medians.
import { conformance } from './conformance/conformance.ts'
import { core } from './core/core.ts'
import { har } from './har/har.ts'
import { overhead } from './overhead/overhead.ts'
import { panelScroll } from './panel-scroll.ts'
import { session } from './session/session.ts'
import { truth } from './truth/truth.ts'

const benches: Record<string, () => Promise<void>> = {
  'panel-scroll': panelScroll,
  conformance,
  overhead,
  core,
  truth,
  har,
  session,
}

const name = process.argv[2] ?? ''
const bench = benches[name]
if (bench) await bench()
else {
  console.error(`no bench '${name}'; there is ${Object.keys(benches).join(', ')}`)
  process.exitCode = 2
}
