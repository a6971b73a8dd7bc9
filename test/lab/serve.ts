import { parseArgs } from 'node:util'
import { startLab } from './lab.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    seed: { type: 'string' },
    mean: { type: 'string' },
  },
})

const lab = await startLab({
  port: Number(values.port ?? 0),
  seed: Number(values.seed ?? 1),
  meanMs: Number(values.mean ?? 2000),
})
console.log(`The lab is at ${lab.origin}/ and ${lab.cross}/ (Ctrl+C ends it)`)
process.once('SIGINT', () => lab.close())
