// Packages that bring no types, as far as they are used here.

declare module 'htmx-ext-sse'
declare module 'htmx-ext-ws'

declare module 'event-source-polyfill' {
  export const EventSourcePolyfill: new (
    url: string,
    options?: { headers?: Record<string, string> },
  ) => Pick<EventSource, 'close'>
}

declare module '@hotwired/turbo'

declare module '@rails/actioncable' {
  interface Subscription {
    perform(action: string, data: object): void
  }
  interface Consumer {
    subscriptions: { create<T>(channel: string, mixin: { received(message: T): void }): Subscription }
    disconnect(): void
  }
  export function createConsumer(url: string): Consumer
}

declare module 'pouchdb-browser' {
  interface Replication {
    on(event: 'complete', then: () => void): void
    cancel(): void
  }
  export default class PouchDB {
    constructor(name: string)
    replicate: { from(source: PouchDB, options: { live: boolean }): Replication }
  }
}

declare module 'unpoly'

declare module 'simpleddp' {
  interface Changes<T> {
    added?: T
  }
  export default class SimpleDdp {
    constructor(options: { endpoint: string; SocketConstructor: typeof WebSocket })
    subscribe(name: string): void
    collection<T>(name: string): { onChange(then: (changes: Changes<T>) => void): void }
    call(method: string, said: string): Promise<unknown>
    disconnect(): Promise<unknown>
  }
}

declare module 'pubnub' {
  export default class PubNub {
    constructor(options: { subscribeKey: string; publishKey: string; userId: string; origin: string; ssl: boolean })
    addListener(listener: { message(event: { message: unknown }): void }): void
    publish(what: { channel: string; message: string }): Promise<unknown>
    subscribe(what: { channels: string[] }): void
    stop(): void
  }
}
