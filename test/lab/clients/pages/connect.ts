import { createClient, type Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web'
import { quotesService } from '../quotes-service.ts'

/** A call that is answered by a stream, by Connect's own protocol and by gRPC-Web. */
export function start() {
  const ends = [
    watch(createConnectTransport({ baseUrl: `${location.origin}/connect` })),
    watch(createGrpcWebTransport({ baseUrl: `${location.origin}/grpc-web` })),
  ]
  return () => Promise.all(ends)
}

async function watch(transport: Transport): Promise<void> {
  for await (const { price } of createClient(quotesService, transport).watch({})) document.title = String(price)
}
