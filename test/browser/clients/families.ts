import { fileURLToPath } from 'node:url'
import type { ClientPage, Family } from '../../lab/clients/family.ts'
import { aiSdkFamily } from './ai-sdk-server.ts'
import { eventSourcesFamily } from './event-sources-server.ts'
import { fayeFamily } from './faye-server.ts'
import { livePlayerFamily } from './live-player-server.ts'
import { mcpFamily } from './mcp-server.ts'
import { phoenixFamily } from './phoenix-server.ts'
import { signalRFamily } from './signal-r-server.ts'
import { sockJsFamily } from './sock-js-server.ts'
import { socketIoFamily } from './socket-io-server.ts'

const families = {
  'ai-sdk': aiSdkFamily,
  'event-sources': eventSourcesFamily,
  faye: fayeFamily,
  'live-player': livePlayerFamily,
  mcp: mcpFamily,
  phoenix: phoenixFamily,
  'signal-r': signalRFamily,
  'sock-js': sockJsFamily,
  'socket-io': socketIoFamily,
} satisfies Record<string, () => Family>

export type FamilyName = keyof typeof families

const folder = fileURLToPath(new URL('.', import.meta.url))

/** The families whose clients have tests of their own, because each takes several paths. */
export const familyPages = Object.entries(families).map(
  ([name, family]): ClientPage => ({ name, script: `${folder}${name}.ts`, family }),
)
