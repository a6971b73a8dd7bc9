import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { techniques } from './techniques.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/**
 * Serves the page's own files: `/`, `/page/…`, the table of techniques as a script, and Socket.IO's client.
 * @returns false for any other path
 */
export function servePageFile(pathname: string, response: ServerResponse): boolean {
  if (pathname === '/page/techniques.js') {
    send(response, '.js', `window.labTechniques = ${JSON.stringify(techniques)}\n`)
    return true
  }
  const file = fileOf(pathname)
  if (!file) return false
  readFile(file).then(
    (content) => send(response, extname(file), content),
    () => response.writeHead(404).end(),
  )
  return true
}

function fileOf(pathname: string): string | undefined {
  if (pathname === '/') return pageFile('page.html')
  if (pathname === '/page/socket.io.js')
    return createRequire(import.meta.url).resolve('socket.io-client/dist/socket.io.js')
  const name = /^\/page\/([\w-]+\.(?:js|css))$/.exec(pathname)?.[1]
  return name && pageFile(name)
}

function pageFile(name: string): string {
  return fileURLToPath(new URL(`./page/${name}`, import.meta.url))
}

function send(response: ServerResponse, extension: string, content: string | Buffer): void {
  response.writeHead(200, {
    'content-type': types[extension] ?? 'text/plain',
    'cache-control': 'no-store',
  })
  response.end(content)
}
