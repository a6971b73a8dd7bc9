import type { Server } from 'node:http'
import type { Seen } from './door.ts'

/** The servers of one family of clients. */
export interface Family {
  /** Has a server answer what the clients ask, beside the page that they run in. */
  attach(server: Server): void
  /** Every client has had, and has answered, all that it waits for, and holds open what it will hold. */
  settled(seen: readonly Seen[]): boolean
}

/** What a family's page does: starts its clients, and gives how to stop them. */
export type Start = () => () => unknown
