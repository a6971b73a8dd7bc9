import type { Server } from 'node:http'
import type { Seen } from './door.ts'

/** The servers of a family of clients. */
export interface Family {
  /** Lets a server answer the clients' requests, beside the page that they run in. */
  attach(server: Server): void
  /** Whether every client has received and answered everything it waits for, and its last connections are open. */
  settled(seen: readonly Seen[]): boolean
  /** Ends what would keep the process alive once the server is closed. */
  close?(): void
}

/** The page of a family: starts the clients and returns a function that stops them. */
export type Start = () => () => unknown

/** A page with clients, and how to start their server. */
export interface ClientPage {
  name: string
  /** The file whose `start` is a `Start`. */
  script: string
  family(): Family
}
