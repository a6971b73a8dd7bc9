import type { Answer } from './site-answers.ts'

const load = '<script src="/page.js"></script>'
// Runs the case that the URL names, in the first script of the document.
const atOnce = `${load}<script>window.result = runCase(new URLSearchParams(location.search).get('name'))</script>`

const html =
  (body: string, headers: Record<string, string> = {}, type = 'text/html; charset=utf-8'): Answer =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type, ...headers }).end(body)

const page = (inside: string) => `<!doctype html><title>fidelity</title>${inside}`

/** Documents that cases run in. */
export const documents = new Map<string, Answer>([
  ['/plain', html(page(load))],
  ['/at-once', html(page(atOnce))],
  ['/leaf', html(page('<script>window.leaf = typeof fetch</script>leaf'))],
  [
    '/strict',
    html(page(load), { 'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self' ws:" }),
  ],
  [
    '/trusted-types',
    html(page(load), { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types 'none'" }),
  ],
  [
    '/isolated',
    html(page(load), { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }),
  ],
  [
    '/xhtml',
    html(
      '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title><script src="/page.js"></script></head><body/></html>',
      {},
      'application/xhtml+xml',
    ),
  ],
  ['/svg', html('<svg xmlns="http://www.w3.org/2000/svg"><script href="/page.js"/></svg>', {}, 'image/svg+xml')],
  // no-store would keep the page out of the back/forward cache.
  ['/kept', html(page(load), { 'cache-control': 'private' })],
])
