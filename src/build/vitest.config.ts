import { fileURLToPath } from 'node:url'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'

// On a busy machine a real browser may be slow: a failed test is retried once, and the report says so.
const withBrowsers = { retry: 1, testTimeout: 120_000, hookTimeout: 120_000 }

// By default vitest leaves one core to itself, which of two is half.
const cores = 2

// Pages that take a whole core, and figures that depend on when something happened.
const alone = ['always-armed', 'bursts', 'clients', 'ends', 'flood', 'lab', 'network-log', 'some-clients'].map(
  (name) => `test/browser/${name}.test.ts`,
)

/**
 * `vitest --project unit` and `--project panel` need no browser; `browser` and `fidelity` drive real ones, two files at a time, which is enough for two
 * cores, as their tests mostly wait; `alone` has the tests of `browser` that need both cores, one file after the other. `long` takes
 * minutes for each file: `npm run test:long`.
 */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  plugins: [preact()],
  test: {
    // The report holds the text of style sheets; nothing else in the tests needs any.
    css: { include: [/\?inline$/] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts?(x)'],
          exclude: ['**/*.long.test.ts', 'test/browser/**', 'test/fidelity/**', 'test/panel/**'],
          // Loading the same modules for each file anew would take a third of the time.
          isolate: false,
          maxWorkers: cores,
          // Some tests decode megabytes, split at every position, which takes seconds on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          // Its tests put others in the place of modules, and of the browser's globals.
          name: 'panel',
          include: ['test/panel/**/*.test.ts?(x)'],
          exclude: ['**/*.long.test.ts'],
          maxWorkers: cores,
        },
      },
      {
        extends: true,
        test: {
          ...withBrowsers,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: ['**/*.long.test.ts', ...alone],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...withBrowsers,
          name: 'alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          ...withBrowsers,
          name: 'fidelity',
          include: ['test/fidelity/**/*.test.ts'],
          exclude: ['**/*.long.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
          testTimeout: 900_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
