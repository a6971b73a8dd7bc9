// The licences of what is in the bundles. The build puts the notices into each package; `npm run notices` copies them to
// .github, where they can be read without building.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Name of the notices within each build. */
export const noticesInBuild = 'THIRD_PARTY_NOTICES.md'
/** The copy that the repository holds. */
export const noticesInRepository = '.github/THIRD_PARTY_NOTICES.md'

interface PackageFile {
  name: string
  version: string
  license: string
  homepage?: string
  repository?: string | { url: string }
}

/**
 * Writes the licence and the notices into a build. The content scripts are built apart, where no plugin sees their modules; crxjs also puts a
 * module twin of each into this bundle, so the plugin stands before the one that removes those twins.
 */
export const thirdPartyNotices = (): Plugin => ({
  name: 'duplex:third-party-notices',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const folders = new Set<string>()
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue
        for (const [id, module] of Object.entries(file.modules)) {
          const folder = module.renderedLength > 0 ? packageFolder(id) : root
          if (folder !== root) folders.add(folder)
        }
      }
      this.emitFile({ type: 'asset', fileName: noticesInBuild, source: noticesOf([...folders]) })
      this.emitFile({ type: 'asset', fileName: 'LICENSE', source: readFileSync(join(root, 'LICENSE'), 'utf8') })
    },
  },
})

/**
 * The folder of the package that a module is from; the project's own root where it is one of ours.
 * @throws where the module's package cannot be found: a licence must not go missing without a word
 */
function packageFolder(id: string): string {
  const path = id.split('?')[0]!
  // What the build tools add themselves has a name that is no path, such as '\0rolldown/runtime.js'.
  const [, tool] = /^\0((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
  if (tool !== undefined) {
    const folder = join(root, 'node_modules', tool)
    if (existsSync(join(folder, 'package.json'))) return folder
  } else {
    for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
      const file = join(folder, 'package.json')
      // Folders within a package may have one of their own, without a version.
      if (existsSync(file) && readPackage(folder).version) return isOurs(folder) ? root : folder
    }
  }
  throw new Error(`${id} is in a bundle, and the package that it is from is not known`)
}

const isOurs = (folder: string) => join(folder, '/') === join(root, '/')

const readPackage = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile

function noticesOf(folders: readonly string[]): string {
  const sections = folders.map((folder) => ({ name: readPackage(folder).name, text: section(folder) }))
  sections.sort((a, b) => (a.name < b.name ? -1 : 1))
  return `# Third-party notices

Duplex for Chrome and for Firefox contains code of the packages below, bundled and minified. One assignment in preact is replaced
(\`preactNoInnerHTML\` in \`src/build/plugins.ts\`); no other line of a package is changed. \`npm run notices\` writes this file from the
modules in the built bundles, and a test fails when a bundle holds another package or version.

${sections.map(({ text }) => text).join('\n')}`
}

function section(folder: string): string {
  const about = readPackage(folder)
  const { homepage = '' } = about
  const repository = typeof about.repository === 'object' ? about.repository.url : about.repository
  const source = (repository ?? homepage).replace(/^git\+/, '').replace(/\.git$/, '')
  return `## ${about.name} ${about.version}

Licence: ${about.license}. Source: <${source}>

~~~text
${licenceText(folder, about.name)}
~~~
`
}

function licenceText(folder: string, name: string): string {
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one))
  if (!file) throw new Error(`${name} is in a bundle and has no file with its licence`)
  return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [chrome, firefox] = ['chrome', 'firefox'].map((browser) =>
    readFileSync(join(root, 'dist', browser, noticesInBuild), 'utf8'),
  )
  if (chrome === undefined || chrome !== firefox) throw new Error('the two builds hold different packages')
  writeFileSync(join(root, noticesInRepository), chrome)
  console.log(noticesInRepository)
}
