import type { CrxPlugin } from '@crxjs/vite-plugin'
import type { Plugin } from 'vite'

/**
 * Removes the web_accessible_resources that crxjs writes for scripts imported with `?script`, which any page could load them and
 * so recognise the extension. Injection by scripting.registerContentScripts does not need the entry. Put it after crx().
 */
export const noWebAccessibleResources = (): CrxPlugin => ({
  name: 'duplex:no-web-accessible-resources',
  apply: 'build',
  enforce: 'post',
  renderCrxManifest(manifest) {
    delete manifest.web_accessible_resources
    return manifest
  },
})

/** Removes the ES module that crxjs builds beside every `*.iife.ts`, which nothing loads. Put it after crx(). */
export const noUnusedScriptChunks = (): Plugin => ({
  name: 'duplex:no-unused-script-chunks',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const chunks = () => Object.values(bundle).filter((file) => file.type === 'chunk')
      for (const chunk of chunks()) if (/\.iife\.ts$/.test(chunk.facadeModuleId ?? '')) delete bundle[chunk.fileName]
      for (;;) {
        const used = new Set(chunks().flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]))
        const orphan = chunks().find((chunk) => !chunk.isEntry && !chunk.isDynamicEntry && !used.has(chunk.fileName))
        if (!orphan) return
        delete bundle[orphan.fileName]
      }
    },
  },
})

/**
 * Names the hooks' script for stack traces, which pages can read: by default the name is the extension's URL with its id.
 * crxjs builds the script separately, without plugins, so the name is appended afterwards. Put it after crx().
 */
export const neutralHookName = (): Plugin => ({
  name: 'duplex:neutral-hook-name',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const hook = bundle['src/page/hook.iife.js']
      if (!hook) this.error('the hooks are not in the bundle, so their name cannot be hidden')
      const name = '\n//# sourceURL=<anonymous>\n'
      if (hook.type === 'chunk') hook.code += name
      else hook.source = `${hook.source}${name}`
    },
  },
})

/**
 * Replaces preact's dangerouslySetInnerHTML assignment, which addons-linter flags. We never use that prop, so it is made
 * inert (it would set text, not HTML). Fails the build if preact's code shape changes.
 */
export const preactNoInnerHTML = (): Plugin => ({
  name: 'duplex:preact-no-innerhtml',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/preact\/dist\/preact\.m?js$/.test(id.split('?')[0]!)) return
    const out = code.replace(/\b(\w+)\.innerHTML=(\w+)\.__html/g, '$1.textContent=$2.__html')
    if (out === code || /\.innerHTML\s*=[^=]/.test(out))
      this.error('preact code shape changed: innerHTML assignment not removed')
    return { code: out, map: null }
  },
})
