import { build } from 'vite'

const id = '\0entry'

/** Bundles a module's text and its imports into a script that a page can run. */
export async function bundled(source: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    // Older libraries for Node call the global object `global`.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    plugins: [
      {
        name: 'entry',
        resolveId: (asked) => (asked === 'entry' ? id : undefined),
        load: (asked) => (asked === id ? source : undefined),
      },
    ],
    build: { write: false, minify: false, rolldownOptions: { input: 'entry', output: { format: 'iife' } } },
  })
  if (!('output' in result)) throw new Error('one bundle was asked for')
  // Escaped for use within a document's script element.
  return result.output[0].code.replaceAll('</script', '<\\/script')
}
