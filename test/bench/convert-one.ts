// Converts a file in a process of its own, and prints the duration (ms) and the peak memory (kB).
import { convert } from '../../src/cli/convert.ts'
import { limitMemory } from '../../src/cli/lean-memory.ts'
import { exportFormats } from '../../src/format/export/formats.ts'

const [file = '', id, of, out = ''] = process.argv.slice(2)
const format = exportFormats.find((one) => one.id === id && one.of === of)!
limitMemory()
const begun = performance.now()
const asked = { command: 'convert', files: [file], format, out, redact: true, labels: {} } as const
const { problems } = await convert(asked, () => {})
const ms = performance.now() - begun
process.stdout.write(JSON.stringify({ ms, maxRSS: process.resourceUsage().maxRSS, problem: problems[0] }))
