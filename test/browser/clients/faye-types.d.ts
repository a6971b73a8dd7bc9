declare module 'faye' {
  import type { Server } from 'node:http'

  /** The parts of Faye that are used here; Faye has no types. */
  export class Client {
    constructor(endpoint: string)
    disable(transport: 'websocket' | 'eventsource'): void
    subscribe(channel: string, take: (message: unknown) => void): PromiseLike<void>
    publish(channel: string, message: unknown): PromiseLike<void>
    disconnect(): PromiseLike<void> | undefined
  }

  export class NodeAdapter {
    /** @param options `timeout`: how long a connect request is held, in seconds */
    constructor(options: { mount: string; timeout: number })
    attach(server: Server): void
    getClient(): Client
    on(event: 'subscribe', take: (clientId: string, channel: string) => void): void
  }
}
