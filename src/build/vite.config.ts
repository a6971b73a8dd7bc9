import { fileURLToPath } from 'node:url'
import { crx } from '@crxjs/vite-plugin'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { type Browser, manifestFor } from './manifest.ts'
import { thirdPartyNotices } from './notices.ts'
import { finishInjectedScripts, noUnusedScriptChunks, noWebAccessibleResources, preactNoInnerHTML } from './plugins.ts'

// A package depends on the sources alone, and not on the environment in which it is built.
process.env['NODE_ENV'] = 'production'

/** `vite build` writes dist/chrome, `vite build --mode firefox` dist/firefox. */
export default defineConfig(({ mode }) => {
  const browser: Browser = mode === 'firefox' ? 'firefox' : 'chrome'
  return {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    publicDir: 'src/build/public',
    plugins: [
      preact(),
      preactNoInnerHTML(),
      crx({ manifest: manifestFor(browser) as never, browser }),
      noWebAccessibleResources(),
      thirdPartyNotices(),
      noUnusedScriptChunks(),
      finishInjectedScripts(),
    ],
    worker: { format: 'es', rollupOptions: { output: { entryFileNames: 'assets/[name].js' } } },
    build: {
      outDir: `dist/${browser}`,
      emptyOutDir: true,
      target: 'es2022',
      // The polyfill would use fetch, which the panel's content security policy forbids.
      modulePreload: { polyfill: false },
      // crxjs finds devtools_page by the manifest, but not the panel page, which the manifest does not name.
      rollupOptions: {
        input: { panel: 'panel/panel.html' },
        // Names without hashes: a package is loaded as a whole, and the hash of a script that names others by their paths would be another in
        // another folder.
        output: {
          entryFileNames: 'assets/[name].js',
          chunkFileNames: 'assets/[name].js',
          assetFileNames: 'assets/[name][extname]',
        },
      },
    },
  }
})
