// The only names beyond ECMAScript that core, format and wire may use: pure, and the same in browsers and in Node.
// Nothing here touches a page, a clock, a file or the network.

interface TextDecoderLike {
  decode(input?: Uint8Array, options?: { stream?: boolean }): string
}
declare const TextDecoder: {
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoderLike
}
declare const TextEncoder: {
  new (): { encode(input?: string): Uint8Array }
}

declare const URLSearchParams: {
  new (search: string): Iterable<[string, string]>
}
interface UrlLike {
  href: string
  protocol: string
  host: string
  hostname: string
  origin: string
  pathname: string
  search: string
  hash: string
  username: string
  password: string
  toString(): string
}
declare const URL: {
  new (url: string, base?: string): UrlLike
}

declare function atob(data: string): string
declare function btoa(data: string): string

interface StreamReaderLike<T> {
  read(): Promise<{ done: false; value: T } | { done: true; value?: undefined }>
}
declare const DecompressionStream: {
  new (
    format: 'gzip' | 'deflate',
  ): {
    readable: { getReader(): StreamReaderLike<Uint8Array> }
    writable: {
      getWriter(): { write(piece: Uint8Array): Promise<void>; close(): Promise<void>; abort(): Promise<void> }
    }
  }
}
