import { createServer } from 'node:http'
import { waitUntil } from '../../src/cli/browser/wait-until.ts'
import { onLoopback } from './loopback.ts'

/** A page whose first script asks for its own name, and again once it is shown after it was prerendered. */
const asking = (title: string, more = '') => `<!doctype html><title>${title}</title><script>
const ask = (how) => fetch('/asked?' + how + '-${title}').then((answer) => answer.text())
ask('by')
document.addEventListener('prerenderingchange', () => ask('shown'))
</script>${more}`

const speculating = (next: string) => `<script type="speculationrules">
{ "prerender": [{ "source": "list", "urls": ["${next}"], "eagerness": "immediate" }] }
</script>`

export interface BoundariesSite {
  origin: string
  /** Resolves once the server was asked for a path with its query. */
  untilAsked(path: string): Promise<void>
  close(): Promise<void>
}

/** Pages that end, do not end, or seem to. Each asks for its own name, so that its traffic is told from that of others. */
export async function startBoundariesSite(): Promise<BoundariesSite> {
  const asked = new Set<string>()
  const server = createServer((request, response) => {
    const { pathname, searchParams, search } = new URL(request.url!, 'http://site')
    asked.add(pathname + search)
    const title = searchParams.get('title') ?? 'none'
    const next = searchParams.get('next')
    // A page that may not be stored does not enter the back/forward cache either.
    const html = () => response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-cache' })
    if (pathname === '/page') html().end(asking(title, next === null ? '' : speculating(`/page?title=${next}`)))
    else if (pathname === '/nothing') response.writeHead(204).end()
    else if (pathname === '/file')
      response
        .writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' })
        .end('a file')
    else response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end('an answer')
  })
  return {
    ...(await onLoopback(server)),
    untilAsked: async (path) => {
      await waitUntil(`the server was asked for ${path}`, 20_000, async () => asked.has(path))
    },
  }
}
