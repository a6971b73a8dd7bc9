import { fileURLToPath } from 'node:url'
import { build } from 'vite'

export const instrumentations = ['sentry', 'datadog', 'open-telemetry', 'zone'] as const
export type Instrumentation = (typeof instrumentations)[number]

const folder = fileURLToPath(new URL('.', import.meta.url))

/** A script that starts an instrumentation and leaves `globalThis.experiment()`, which acts and gives both sides' logs. */
export async function bundle(name: Instrumentation): Promise<string> {
  const id = '\0experiment'
  const source = `
    import { act } from ${JSON.stringify(`${folder}act.ts`)}
    import { start } from ${JSON.stringify(`${folder}${name}.ts`)}
    const collect = start()
    globalThis.experiment = async () => {
      const plainly = (run) => run()
      const page = await (globalThis.around ?? plainly)(() => act(globalThis.within ?? plainly))
      return { page, told: (await collect()).sort() }
    }
    globalThis.experimentReady = true`
  const result = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'experiment',
        resolveId: (asked) => (asked === 'experiment' ? id : undefined),
        load: (asked) => (asked === id ? source : undefined),
      },
    ],
    build: { write: false, minify: false, rolldownOptions: { input: 'experiment', output: { format: 'iife' } } },
  })
  if (!('output' in result)) throw new Error('one bundle was asked for')
  return result.output[0].code
}
