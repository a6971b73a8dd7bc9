import type { CrxPlugin } from '@crxjs/vite-plugin'
import { minify } from 'terser'
import type { Plugin, Rollup } from 'vite'
import { calledEarly, calledLate, type Functions } from '../background/called-functions.ts'
import { isPristine } from '../background/pristine.ts'

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
 * Finishes the scripts that are injected into pages, which crxjs builds separately and without plugins. All are made strict:
 * `Function.prototype.caller` and `CallSite.getFunction()` hand a page the functions of sloppy scripts with their source.
 *
 * The hooks are made a function that first looks whether the page's functions are the browser's own (src/background/pristine.ts). They
 * are minified once more, as they run in every frame, and get a name for stack traces, which pages can read: by default it is
 * the extension's URL with its id. The background holds the function, too (src/background/late-hooks.ts). Put it after crx().
 */
export const finishInjectedScripts = (): Plugin => ({
  name: 'duplex:injected-scripts',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    async handler(_options, bundle) {
      const scripts = Object.values(bundle).filter((file) => file.fileName.endsWith('.iife.js'))
      const background = Object.values(bundle).filter((file) => codeOf(file).includes(placeOfHooks))
      if (background.length !== 1) this.error('the background has no place for the hooks')
      for (const file of scripts) {
        const body = /^\(function\(\)\{(.*)\}\)\(\);?\s*$/s.exec(codeOf(file))?.[1]
        if (body === undefined) this.error(`${file.fileName} is not one function, so it cannot be made strict`)
        if (file.fileName !== 'src/page/hook.iife.js') setCode(file, `(function(){"use strict";${body}})();\n`)
        else {
          const hooks = (functions: readonly Functions[]) =>
            minified(
              `(function(secretHandshake){"use strict";if(!(${isPristine})(false,${JSON.stringify(functions)}))return false;${body};return true})`,
            )
          setCode(file, `${await hooks(calledEarly)}();\n${neutralName}`)
          const late = await hooks(calledLate)
          setCode(
            background[0]!,
            codeOf(background[0]!).replace(placeOfHooks, () => late),
          )
        }
      }
    },
  },
})
const placeOfHooks = 'globalThis.duplexHooks'
const neutralName = '//# sourceURL=<anonymous>\n'

type BundledFile = Rollup.OutputBundle[string]
const codeOf = (file: BundledFile) => (file.type === 'chunk' ? file.code : String(file.source))
function setCode(file: BundledFile, code: string): void {
  if (file.type === 'chunk') file.code = code
  else file.source = code
}

async function minified(expression: string): Promise<string> {
  const { code } = await minify(`x=${expression}`, { ecma: 2020, compress: { passes: 3, keep_fargs: false } })
  return `(${code!.replace(/^x=/, '').replace(/;$/, '')})`
}

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
