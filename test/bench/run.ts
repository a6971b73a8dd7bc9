// `npm run bench -- NAME [--write]`: prints tables, and writes them into test/bench/README.md where that holds them. Timings are
// compared in paired rounds and quoted as ratios and medians.
import { fileURLToPath } from 'node:url'
import { writePart } from '../../src/build/written-part.ts'
import { conformance } from './conformance/conformance.ts'
import { core } from './core/core.ts'
import { har } from './har/har.ts'
import { install } from './install.ts'
import { overhead } from './overhead/overhead.ts'
import { panelOpen } from './panel-open.ts'
import { panelScroll } from './panel-scroll.ts'
import { printed } from './printed.ts'
import { files } from './session/files.ts'
import { session } from './session/session.ts'
import { truth } from './truth/truth.ts'

const benches: Record<string, () => Promise<void>> = {
  'panel-scroll': panelScroll,
  'panel-open': panelOpen,
  conformance,
  overhead,
  install,
  core,
  truth,
  har,
  session,
  files,
}

const name = process.argv[2] ?? ''
const bench = benches[name]
if (bench) {
  await bench()
  if (process.argv.includes('--write'))
    writePart(
      fileURLToPath(new URL('README.md', import.meta.url)),
      `npm run bench -- ${name}`,
      printed.join('\n').trim(),
    )
} else {
  console.error(`no bench '${name}'; there is ${Object.keys(benches).join(', ')}`)
  process.exitCode = 2
}
