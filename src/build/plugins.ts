import type { CrxPlugin } from '@crxjs/vite-plugin'
import type { Plugin } from 'vite'

/**
 * crxjs lists scripts imported with `?script` under web_accessible_resources, where any page can load them and so
 * recognise the extension. Injection by scripting.registerContentScripts does not need the entry. Put it after crx().
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

/** crxjs also leaves the module twin of every `*.iife.ts`, which nothing loads. Put it after crx(). */
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
 * Names the hooks' script for stack traces, which pages can read: by default it is the extension's URL with its id. crxjs
 * builds the script apart, without plugins, so the name goes in behind it. Put it after crx().
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
 * addons-linter flags preact's dangerouslySetInnerHTML assignment. We never use that prop, so make it inert
 * (it would set text, not HTML) and fail the build if preact's code shape changes.
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
