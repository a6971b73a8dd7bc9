import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** A request as the server sees it. */
export interface WireEntry {
  note(line: string): void
  received(body: Buffer): void
  /** @param whole the response was sent completely; otherwise the browser closed the connection before */
  end(whole: boolean): void
}

export interface WireLog {
  begin(request: IncomingMessage, token: string | null): WireEntry
  /** The log of a case, once `requests` requests have ended, or after three seconds. */
  of(token: string, requests: number, headers: boolean): Promise<string[]>
}

interface Seen {
  lines: string[]
  headers: string[]
  over: boolean
}

// Headers that differ in every run, or are the same in every case.
const volatile =
  /^(host|user-agent|accept-encoding|accept-language|connection|sec-websocket-key|sec-ch-ua.*|cookie|pragma|cache-control)$/i
const timeoutMs = 3000

const shown = (body: Buffer) =>
  body.length <= 80
    ? JSON.stringify(body.toString('latin1'))
    : `${body.length} octets ${createHash('sha256').update(body).digest('hex').slice(0, 12)}`

/** Boundaries of forms are random, and may differ in length. */
function withoutBoundary(request: IncomingMessage, body: Buffer): Buffer {
  const boundary = /boundary=(.*)$/.exec(request.headers['content-type'] ?? '')?.[1]
  return boundary ? Buffer.from(body.toString('latin1').replaceAll(boundary, 'BOUNDARY'), 'latin1') : body
}

export function createWireLog(): WireLog {
  const cases = new Map<string, Seen[]>()
  const waiting = new Set<() => void>()

  return {
    begin(request, token) {
      const path = request.url!.replace(/[?&]case=[^&]*/, '')
      const one: Seen = { lines: [`${request.method} ${path}`], headers: [], over: false }
      for (let i = 0; i < request.rawHeaders.length; i += 2) {
        const name = request.rawHeaders[i]!
        if (volatile.test(name)) continue
        const form = /multipart/.test(request.headers['content-type'] ?? '')
        if (form && /content-length/i.test(name)) continue
        const value = request.rawHeaders[i + 1]!.replace(/boundary=.*$/, 'boundary=BOUNDARY')
        one.headers.push(`  ${name}: ${value}`)
      }
      if (token) cases.set(token, [...(cases.get(token) ?? []), one])
      return {
        note(line) {
          one.lines.push(`  ${line}`)
        },
        received(body) {
          if (body.length > 0) one.lines.push(`  body ${shown(withoutBoundary(request, body))}`)
        },
        end(whole) {
          if (!whole) one.lines.push('  closed by the browser')
          one.over = true
          for (const look of waiting) look()
        },
      }
    },
    async of(token, requests, headers) {
      const over = () => (cases.get(token) ?? []).filter((one) => one.over).length >= requests
      await new Promise<void>((resolve) => {
        const look = () => {
          if (over()) enough()
        }
        const enough = () => {
          clearTimeout(timer)
          waiting.delete(look)
          resolve()
        }
        const timer = setTimeout(enough, timeoutMs)
        waiting.add(look)
        look()
      })
      // Sorted by path: parallel requests arrive in any order.
      const seen = (cases.get(token) ?? []).toSorted((a, b) => a.lines[0]!.localeCompare(b.lines[0]!))
      return seen.flatMap((one) => [
        `the server saw ${one.lines[0]}`,
        ...(headers ? one.headers : []),
        ...one.lines.slice(1),
        ...(one.over ? [] : ['  still open']),
      ])
    },
  }
}
