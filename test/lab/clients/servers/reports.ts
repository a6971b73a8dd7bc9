import type { Family } from '../family.ts'

/** Takes reports and says next to nothing. @param enough how many come */
export const reportsFamily = (path: string, enough: number, answer = () => ''): Family => ({
  attach(server) {
    server.on('request', (request, response) => {
      if (!request.url!.startsWith(path)) return
      // Read to its end, so that the door sees the whole report.
      request.resume().on('end', () => {
        const text = answer()
        response.writeHead(text === '' ? 204 : 200, { 'content-type': 'application/json' }).end(text)
      })
    })
  },
  settled: (seen) => seen.filter((one) => one.over && one.path.startsWith(path)).length >= enough,
})
