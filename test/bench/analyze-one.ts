// Analyses a file in a process of its own, and prints the duration (ms) and the peak memory (kB).
import { analyzeFile } from '../../src/cli/analyze.ts'

const begun = performance.now()
const { analysis, problem } = await analyzeFile(process.argv[2]!)
const ms = performance.now() - begun
const { streams, completeness } = analysis
const { maxRSS } = process.resourceUsage()
process.stdout.write(JSON.stringify({ ms, maxRSS, streams: streams.length, events: completeness.events, problem }))
