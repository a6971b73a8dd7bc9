import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Family } from '../family.ts'
import { playFeed, type Update, updates } from '../feed.ts'

/** A stand-in for CouchDB, as far as a replication from it needs: documents that come in with the feed. */
export function couchDbFamily(): Family {
  const docs: Update[] = []
  const checkpoints = new Map<string, object>()
  const held = new Set<() => void>()
  let begun = false

  const json = (response: ServerResponse, value: object, status = 200) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(value))
  const idOf = ({ n }: Update) => `quote-${n}`
  const rev = '1-967a00dff5e02add41819138abb3284d'

  function changesSince(since: number) {
    const results = docs
      .slice(since)
      .map((doc, index) => ({ seq: since + index + 1, id: idOf(doc), changes: [{ rev }] }))
    return { results, last_seq: docs.length, pending: 0 }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://couch')
    if (!pathname.startsWith('/db')) return
    if (pathname.startsWith('/db/_local/'))
      await answerCheckpoint(pathname.slice('/db/_local/'.length), request, response)
    else if (pathname === '/db/_changes') answerChanges(searchParams, response)
    else if (pathname === '/db/_bulk_get') {
      const asked = JSON.parse(await text(request)) as { docs: { id: string }[] }
      const results = asked.docs.map(({ id }) => {
        const doc = docs.find((one) => idOf(one) === id)
        return { id, docs: [{ ok: { _id: id, _rev: rev, ...doc, _revisions: { start: 1, ids: [rev.slice(2)] } } }] }
      })
      json(response, { results })
    } else json(response, { db_name: 'db', doc_count: docs.length, update_seq: docs.length, instance_start_time: '0' })
  }

  async function answerCheckpoint(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'PUT') {
      checkpoints.set(id, JSON.parse(await text(request)) as object)
      json(response, { ok: true, id: `_local/${id}`, rev: '0-1' }, 201)
      return
    }
    const found = checkpoints.get(id)
    json(response, found ?? { error: 'not_found', reason: 'missing' }, found ? 200 : 404)
  }

  function answerChanges(asked: URLSearchParams, response: ServerResponse): void {
    const since = Number(asked.get('since'))
    const say = () => {
      held.delete(say)
      json(response, changesSince(since))
    }
    if (asked.get('feed') !== 'longpoll' || docs.length > since) say()
    else held.add(say)
    response.on('close', () => held.delete(say))
    if (begun) return
    begun = true
    playFeed((update) => {
      docs.push(update)
      for (const release of [...held]) release()
    })
  }

  return {
    attach(server) {
      server.on('request', (request, response) => void answer(request, response))
    },
    settled: (seen) =>
      seen.some(({ path, body, over }) => over && path === '/db/_bulk_get' && body.includes(`quote-${updates}`)) &&
      seen.some(
        ({ path, body, over }) => over && path.startsWith('/db/_local/') && body.includes(`"last_seq":${updates}`),
      ) &&
      seen.some(({ path, query, over }) => !over && path === '/db/_changes' && query.includes(`since=${updates}`)),
  }
}
