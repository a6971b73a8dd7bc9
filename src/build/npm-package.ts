// Finishes the npm package in dist/npm, which `vite build -c src/build/npm.config.ts` has begun: the types of the library, the built
// extensions that `duplex capture` drives, and the description of the package. `npm pack ./dist/npm` makes the tarball.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../manifest.json' with { type: 'json' }
import { noticesInRepository } from './notices.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the package is made. */
export const npmFolder = join(root, 'dist/npm')

const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  description: string
  license: string
  engines: object
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/** What the package needs beside itself: these are not in its files. */
export const packagesOfCommand = {
  hyparquet: project.dependencies['hyparquet'],
  'hyparquet-writer': project.dependencies['hyparquet-writer'],
  preact: project.dependencies['preact'],
  'preact-render-to-string': project.dependencies['preact-render-to-string'],
  'puppeteer-core': project.devDependencies['puppeteer-core'],
}

/** The description of the published package: nothing of what the project is built and tested with. */
const description = {
  // `duplex` is another package.
  name: 'duplex-realtime',
  version: manifest.version,
  description: project.description,
  license: project.license,
  type: 'module',
  engines: project.engines,
  bin: { duplex: 'duplex.js' },
  exports: { '.': { types: './types/library/library.d.ts', default: './library.js' } },
  dependencies: packagesOfCommand,
}

function finish(): void {
  // The types of modules that only the command uses are of no use, and stay out: `include` names the library alone.
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'src/library')], {
    stdio: 'inherit',
  })
  // The compiler writes the names of our sources as they are; a program that uses the types looks for what they were compiled to.
  for (const name of readdirSync(join(npmFolder, 'types'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue
    const file = join(npmFolder, 'types', name)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/(['"])(\.[^'"]+)\.ts\1/g, '$1$2.js$1'))
  }
  for (const browser of ['chrome', 'firefox'])
    cpSync(join(root, 'dist', browser), join(npmFolder, 'extension', browser), { recursive: true })
  cpSync(join(root, 'LICENSE'), join(npmFolder, 'LICENSE'))
  cpSync(join(root, noticesInRepository), join(npmFolder, 'THIRD_PARTY_NOTICES.md'))
  cpSync(join(root, 'src/library/README.md'), join(npmFolder, 'README.md'))
  writeFileSync(join(npmFolder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) finish()
