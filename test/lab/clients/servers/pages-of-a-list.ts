import type { Family } from '../family.ts'

/** Answers with one page of a list after the other. @param enough how many are asked for */
export const listFamily = (enough: number): Family => ({
  attach(server) {
    server.on('request', ({ url = '' }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://list')
      if (pathname !== '/items') return
      const page = Number(searchParams.get('page'))
      const items = Array.from({ length: 10 }, (_, index) => ({
        id: page * 10 + index,
        title: `Item ${page * 10 + index}`,
      }))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items, next: page + 1 }))
    })
  },
  settled: (seen) => seen.filter(({ path, over }) => over && path === '/items').length >= enough,
})
