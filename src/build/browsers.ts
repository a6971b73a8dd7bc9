// Makes sure that the browsers named in the arguments exist: finds them, or installs them where possible.
import { findBrowser } from '../cli/browser/find-browser.ts'
import { installBrowser } from '../cli/browser/install-browser.ts'

const say = (line: string) => console.error(line)

for (const kind of process.argv.slice(2) as ('chromium' | 'firefox')[]) {
  let found = findBrowser(kind)
  if (!('path' in found) && installBrowser(kind, say)) found = findBrowser(kind)
  if ('path' in found) say(`${kind}: ${found.path}`)
  else {
    say(found.missing)
    process.exitCode = 3
  }
}
