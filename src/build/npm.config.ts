import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { npmFolder, packagesOfCommand } from './npm-package.ts'

const source = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** `vite build -c src/build/npm.config.ts` writes the command and the library of the npm package, without the packages that they need. */
export default defineConfig({
  ssr: { noExternal: true, external: Object.keys(packagesOfCommand) },
  build: {
    ssr: true,
    outDir: npmFolder,
    emptyOutDir: true,
    target: 'node20',
    rollupOptions: {
      input: { duplex: source('cli/duplex.ts'), library: source('library/library.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
})
