import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ConformanceTest {
  /** Path on the server, with the test's variant. */
  path: string
  secure: boolean
  /** The test asks for more time than usual. */
  long: boolean
}

/** Tests that need a special driver, a person, another server, or that crash on purpose. */
const leftOut = /testdriver\.js|-manual\.|\.h2\.|\/(?:tools|resources|support|crashtests)\/|-ref\.|serviceworker/

/**
 * The tests in some folders of a web-platform-tests checkout that run in a window: `.html` files, and the pages that the
 * suite's server makes of `.any.js` and `.window.js`, once for each variant.
 */
export function conformanceTests(root: string, folders: readonly string[]): ConformanceTest[] {
  const tests: ConformanceTest[] = []
  for (const folder of folders)
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name).slice(root.length + 1)
      if (leftOut.test(file) || !/\.(any|window)\.js$|\.html?$/.test(file)) continue
      const text = readFileSync(join(root, file), 'utf8')
      const made = file.match(/^(.*\.(?:any|window))\.js$/)
      if (made && !inWindow(text)) continue
      if (!made && !text.includes('/resources/testharness.js')) continue
      if (leftOut.test(text.replaceAll('/resources/', ' '))) continue
      const secure = file.includes('.https.')
      const long = /META: timeout=long|name="?timeout"? content="?long/.test(text)
      for (const variant of variantsOf(text))
        tests.push({ path: `/${made ? `${made[1]}.html` : file}${variant}`, secure, long })
    }
  return tests.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const inWindow = (text: string) => !/^\/\/ META: global=(?!.*\bwindow\b)/m.test(text)

function variantsOf(text: string): string[] {
  const found = [...text.matchAll(/^\/\/ META: variant=(\S*)|<meta name="?variant"? content="([^"]*)"/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  const kept = found.filter((variant) => !variant.includes('h2'))
  return found.length > 0 ? kept : ['']
}
