import { answer, type Endpoint } from './endpoint.ts'

const REPORT_DELAY = 3000
const DOWNLOAD_CHUNK = 100_000
const DOWNLOAD_CHUNKS = 20
const DOWNLOAD_PAUSE = 100

const dictionary = ['realtime', 'realistic', 'reason', 'receive', 'record', 'server', 'session', 'signal', 'stream']

/** Counts a beacon; no page reads the response. */
export const beacon: Endpoint = ({ request, response, run }) => {
  request.resume().once('end', () => {
    run.received()
    response.writeHead(204).end()
  })
}

/** Words that begin with `?q=`. */
export const suggest: Endpoint = ({ response, query }) => {
  const prefix = query.get('q') ?? ''
  answer(response, JSON.stringify(dictionary.filter((word) => word.startsWith(prefix))))
}

/** Ten items of an endless list after `?cursor=`. */
export const items: Endpoint = ({ response, query }) => {
  const from = Number.parseInt(query.get('cursor') ?? '0', 10) || 0
  const page = Array.from({ length: 10 }, (_, i) => ({
    id: from + i,
    title: `Item ${from + i}`,
  }))
  answer(response, JSON.stringify({ items: page, cursor: from + 10 }))
}

/** A small, distinct body for each number. */
export const asset: Endpoint = ({ response, pathname }) => {
  const number = Number.parseInt(pathname.slice(pathname.lastIndexOf('/') + 1), 10) || 0
  answer(response, JSON.stringify({ asset: number, filler: 'x'.repeat(500 + number * 100) }))
}

/** A report that takes 3 s to create. */
export const report: Endpoint = ({ response }) => {
  const timer = setTimeout(() => answer(response, JSON.stringify({ rows: 42 })), REPORT_DELAY)
  response.once('close', () => clearTimeout(timer))
}

/** 2 MB with a Content-Length, over about 2 s. */
export const download: Endpoint = ({ response }) => {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': DOWNLOAD_CHUNK * DOWNLOAD_CHUNKS,
  })
  let left = DOWNLOAD_CHUNKS
  const timer = setInterval(() => {
    response.write(Buffer.alloc(DOWNLOAD_CHUNK, left))
    left--
    if (left === 0) response.end()
  }, DOWNLOAD_PAUSE)
  response.once('close', () => clearInterval(timer))
}
