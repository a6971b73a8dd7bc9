import { fileURLToPath } from 'node:url'
import { bundled } from '../../lab/bundled.ts'

export const instrumentations = ['sentry', 'datadog', 'open-telemetry', 'zone'] as const
export type Instrumentation = (typeof instrumentations)[number]

const folder = fileURLToPath(new URL('.', import.meta.url))

/**
 * A script that starts an instrumentation and defines `globalThis.experiment()`, which runs `act` and returns both logs.
 */
export const bundle = (name: Instrumentation): Promise<string> =>
  bundled(`
    import { act } from ${JSON.stringify(`${folder}act.ts`)}
    import { start } from ${JSON.stringify(`${folder}${name}.ts`)}
    const collect = start()
    globalThis.experiment = async () => {
      const plainly = (run) => run()
      const page = await (globalThis.around ?? plainly)(() => act(globalThis.within ?? plainly))
      return { page, told: (await collect()).sort() }
    }
    globalThis.experimentReady = true`)
