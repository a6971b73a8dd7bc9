import { askingClients } from './asking-clients.ts'
import type { LabClient } from './flow.ts'
import { socketClients } from './socket-clients.ts'
import { streamingClients } from './streaming-clients.ts'

/** All clients, with what is right of each: it is known from their documentation and counted at the door, not asked of Duplex. */
export const clients: readonly LabClient[] = [...askingClients, ...streamingClients, ...socketClients]
