import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Browser } from 'puppeteer-core'
import { print, printTable } from '../printed.ts'
import { startServer } from './server.ts'
import { launchInState, type State, states } from './states.ts'
import { type ConformanceTest, conformanceTests } from './tests.ts'

const defaultFolders = ['fetch', 'xhr', 'eventsource', 'websockets', 'webrtc', 'streams', 'beacon', 'webtransport']
// In ms. The suite's own limits are 10 and 60 s; a test that takes longer than these limits counts as not finished.
const timeoutMs = { usual: 12_000, long: 30_000 }
const words = ['pass', 'fail', 'timeout', 'not run', 'precondition failed']
/** Pages after which a browser is replaced: some tests leave connections behind. */
const maxPagesPerBrowser = 150

/** Results of a test's sub-tests by name, and of its `harness`. */
type Results = Record<string, string>
type Table = Record<string, Partial<Record<State, Results>>>

/**
 * Runs web-platform-tests in Chromium in each state and prints the sub-tests whose results differ. `WPT_ROOT` names a
 * checkout, `WPT_FOLDERS` the folders to run, `WPT_LOG` a file of results from which a later run continues. Tests that
 * differ are run again in all states, twice, before a difference counts.
 */
export async function conformance(): Promise<void> {
  const root = process.env['WPT_ROOT']
  if (!root) throw new Error('WPT_ROOT must name a checkout of web-platform-tests')
  const tests = conformanceTests(root, process.env['WPT_FOLDERS']?.split(' ') ?? defaultFolders)
  const log = process.env['WPT_LOG']
  const table = log && existsSync(log) ? readLog(log) : {}
  const server = await startServer(root)
  try {
    for (const state of wantedStates()) {
      // A test that does not finish without the extension either cannot get worse, and takes the longest.
      const open = tests.filter(
        ({ path }) => !table[path]?.[state] && table[path]?.absent?.['harness'] !== 'not finished',
      )
      await runAll(open, state, server.address, (test, results) => {
        note(table, test.path, state, results)
        if (log) appendFileSync(log, `${JSON.stringify([test.path, state, results])}\n`)
      })
    }
    await confirm(tests, table, server.address)
  } finally {
    server.close()
  }
  printResults(tests, table)
}

function note(table: Table, path: string, state: State, results: Results): void {
  table[path] ??= {}
  table[path][state] = results
}

const wantedStates = () => states.filter((state) => (process.env['WPT_STATES'] ?? states.join(' ')).includes(state))

function readLog(file: string): Table {
  const table: Table = {}
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const [path, state, results] = JSON.parse(line) as [string, State, Results]
    note(table, path, state, results)
  }
  return table
}

async function runAll(
  tests: readonly ConformanceTest[],
  state: State,
  address: (secure: boolean) => string,
  done: (test: ConformanceTest, results: Results) => void,
): Promise<void> {
  for (let at = 0; at < tests.length; at += maxPagesPerBrowser) {
    const driven = await launchInState(state)
    try {
      for (const test of tests.slice(at, at + maxPagesPerBrowser)) {
        done(test, await runOne(driven.page.browser(), test, address(test.secure)))
        const passed = at + tests.slice(at).indexOf(test) + 1
        if (passed % 50 === 0) console.error(`${state}: ${passed} of ${tests.length}`)
      }
    } finally {
      await driven.close()
    }
  }
}

async function runOne(browser: Browser, test: ConformanceTest, origin: string): Promise<Results> {
  const before = new Set(await browser.pages())
  const page = await browser.newPage()
  try {
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}))
    const timeout = test.long ? timeoutMs.long : timeoutMs.usual
    // Some tests never finish loading, so only the results are awaited.
    await page.goto(origin + test.path, { waitUntil: 'domcontentloaded', timeout }).catch(() => {})
    const element = await page.waitForSelector('#conformance-results', { timeout })
    const text = (await element!.evaluate((script) => script.textContent)) ?? ''
    const { status, tests } = JSON.parse(text) as { status: number; tests: [string, number][] }
    return {
      harness: String(status),
      ...Object.fromEntries(tests.map(([name, at]) => [name, words[at] ?? String(at)])),
    }
  } catch {
    return { harness: 'not finished' }
  } finally {
    for (const other of await browser.pages())
      if (!before.has(other)) await other.close({ runBeforeUnload: false }).catch(() => {})
  }
}

const differs = (one: Results | undefined, other: Results | undefined) =>
  one !== undefined && other !== undefined && changes(one, other).length > 0

function changes(one: Results, other: Results): [string, string, string][] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names]
    .map((name): [string, string, string] => [name, one[name] ?? 'absent', other[name] ?? 'absent'])
    .filter(([, before, after]) => before !== after)
}

/** Runs the tests that differ again: a sub-test whose result also varies without the extension proves nothing. */
async function confirm(
  tests: readonly ConformanceTest[],
  table: Table,
  address: (secure: boolean) => string,
): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const suspects = tests.filter(({ path }) =>
      states.some((state) => differs(table[path]?.absent, table[path]?.[state])),
    )
    for (const state of wantedStates())
      await runAll(suspects, state, address, (test, results) => {
        const known = table[test.path]![state]
        table[test.path]![state] = known ? merged(known, results) : results
      })
  }
}

/** A sub-test counts as passed where it passed in any run of a state. */
function merged(one: Results, other: Results): Results {
  const both = { ...one }
  for (const [name, , after] of changes(one, other))
    both[name] = after === 'pass' || one[name] === 'pass' ? 'pass' : after
  return both
}

function printResults(tests: readonly ConformanceTest[], table: Table): void {
  const folders = [...new Set(tests.map(({ path }) => path.split('/')[1]!))]
  const rows = folders.map((folder) => {
    const own = tests.filter(({ path }) => path.startsWith(`/${folder}/`)).map(({ path }) => table[path] ?? {})
    const count = (state: State) =>
      own.reduce((sum, one) => sum + Object.values(one[state] ?? {}).filter((word) => word === 'pass').length, 0)
    const worse = (state: State) =>
      own.reduce(
        (sum, one) =>
          sum +
          (one.absent && one[state]
            ? changes(one.absent, one[state]).filter(([, before]) => before === 'pass').length
            : 0),
        0,
      )
    return {
      folder,
      tests: own.length,
      'pass, absent': count('absent'),
      'pass, armed': count('armed'),
      'pass, watched': count('watched'),
      'regressed, armed': worse('armed'),
      'regressed, watched': worse('watched'),
    }
  })
  printTable(rows)
  for (const { path } of tests)
    for (const state of ['armed', 'watched'] as const) {
      const { absent, [state]: now } = table[path] ?? {}
      if (!absent || !now) continue
      for (const [name, before, after] of changes(absent, now))
        print(`${state} ${path} | ${name}: ${before} -> ${after}`)
    }
}
