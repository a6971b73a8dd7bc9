import type { Family } from '../family.ts'

/** Takes reports and says nothing. @param enough how many come */
export const reportsFamily = (path: string, enough: number, answer = ''): Family => ({
  attach(server) {
    server.on('request', (request, response) => {
      if (!request.url!.startsWith(path)) return
      // Read to its end, so that the door sees the whole report.
      request.resume().on('end', () => response.writeHead(answer === '' ? 204 : 200).end(answer))
    })
  },
  settled: (seen) => seen.filter((one) => one.over && one.path.startsWith(path)).length >= enough,
})
