import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { noticesInBuild, noticesInRepository } from '../../src/build/notices.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const packagesIn = (notices: string) => [...notices.matchAll(/^## (.+)$/gm)].map((found) => found[1])

test.each(['chrome', 'firefox'])(
  'the notices list the packages in the %s build, and hold their licences',
  (browser) => {
    const built = read(`dist/${browser}/${noticesInBuild}`)
    const advice = `Run \`npm run notices\`, which writes ${noticesInRepository} from the bundles.`
    expect(packagesIn(read(noticesInRepository)), advice).toEqual(packagesIn(built))
    expect(read(noticesInRepository), advice).toBe(built)
  },
)

test('what is known to be in the bundles is found there', () => {
  const names = packagesIn(read(noticesInRepository)).map((title) => title?.split(' ')[0])
  expect(names).toEqual(expect.arrayContaining(['@preact/signals', 'fflate', 'preact', 'webextension-polyfill']))
  // Tools of the build and the tests, and packages of the command, are in no extension.
  for (const name of ['vite', 'puppeteer-core', 'ws', 'terser', 'hyparquet', 'hyparquet-writer'])
    expect(names).not.toContain(name)
})
