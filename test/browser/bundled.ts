import { build } from 'vite'

const id = '\0entry'

/** One script of a module's text and all that it imports, as a page can run it. */
export async function bundled(source: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    // Libraries of Node's age call the global object so.
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
  // As it stands in a document.
  return result.output[0].code.replaceAll('</script', '<\\/script')
}
