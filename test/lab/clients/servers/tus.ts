import type { Family } from '../family.ts'

/** In ms: how long a server takes to store a part. */
const storeMs = 500
const uploadBytes = 1_000_000

/** A server of resumable uploads (tus 1.0). */
export function tusFamily(): Family {
  let offset = 0
  return {
    attach(server) {
      server.on('request', (request, response) => {
        if (!request.url!.startsWith('/files/')) return
        const headers = { 'tus-resumable': '1.0.0', location: '/files/1' }
        if (request.method === 'POST') request.resume().on('end', () => response.writeHead(201, headers).end())
        else
          request
            .on('data', (part: Buffer) => {
              offset += part.length
            })
            .on('end', () =>
              setTimeout(() => response.writeHead(204, { ...headers, 'upload-offset': String(offset) }).end(), storeMs),
            )
      })
    },
    settled: (seen) => offset === uploadBytes && seen.every(({ method, over }) => method !== 'PATCH' || over),
  }
}
