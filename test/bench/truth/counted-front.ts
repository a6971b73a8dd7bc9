import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { type ConnectionFrames, connectionFrames } from './connection-frames.ts'

export type Transport = 'HTTP/1.1' | 'HTTP/1.1, TLS' | 'HTTP/2'

/** A proxy in front of a server that counts every byte passing through, after TLS where there is any. */
export interface CountedFront {
  origin: string
  /** Bytes so far; `ofConnections` are those of HTTP/2 connections themselves that belong to no request. */
  count(): { up: number; down: number; ofConnections: number }
  close(): void
}

/** @param backPort port of a server on loopback that speaks HTTP/1.1, or HTTP/2 without TLS, as the transport requires */
export async function countedFront(transport: Transport, backPort: number): Promise<CountedFront> {
  let up = 0
  let down = 0
  const open = new Set<Socket>()
  const framed: ConnectionFrames[] = []
  const accept = (client: Socket) => {
    const back = connect(backPort, '127.0.0.1')
    for (const [from, to, add] of [
      [client, back, (octets: number) => (up += octets)],
      [back, client, (octets: number) => (down += octets)],
    ] as const) {
      open.add(from)
      const frames = transport === 'HTTP/2' ? connectionFrames(from === client) : undefined
      if (frames) framed.push(frames)
      from.setNoDelay(true)
      from.on('data', (data: Buffer) => {
        add(data.length)
        frames?.feed(data)
        to.write(data)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  }
  const server: Server =
    transport === 'HTTP/1.1'
      ? createServer(accept)
      : createTlsServer({ ...certificate(), ALPNProtocols: [transport === 'HTTP/2' ? 'h2' : 'http/1.1'] }, accept)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const scheme = transport === 'HTTP/1.1' ? 'http' : 'https'
  return {
    origin: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => ({ up, down, ofConnections: framed.reduce((sum, frames) => sum + frames.octets(), 0) }),
    close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

let made: { key: string; cert: string } | undefined

/** Creates a certificate for each run; the browser ignores certificate errors. */
function certificate(): { key: string; cert: string } {
  if (made) return made
  const folder = mkdtempSync(join(tmpdir(), 'truth-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return made
}
