import type { Family } from '../../lab/clients/family.ts'

/** The playlists' target duration, in seconds. */
const target = 2
const enoughPlaylists = 6

const piece = Buffer.alloc(20_000, 7)

/**
 * Two live playlists that grow by a segment every 2 s; one's segments are named and typed as video, the other's are not.
 */
export function livePlayerFamily(): Family {
  const began = Date.now()
  return {
    attach(server) {
      server.on('request', ({ url = '' }, response) => {
        const [, kind, name = ''] = url.split('/')
        if (kind !== 'video' && kind !== 'audio') return
        response.setHeader('cache-control', 'no-store')
        if (!name.endsWith('.m3u8')) {
          response.writeHead(200, { 'content-type': kind === 'video' ? 'video/mp2t' : 'application/octet-stream' })
          response.end(piece)
          return
        }
        const newest = 100 + Math.floor((Date.now() - began) / 1000 / target)
        const pieces = [newest - 2, newest - 1, newest].map(
          (n) => `#EXTINF:${target}.0,\n${kind === 'video' ? `piece-${n}.ts` : `${n}.m4s`}\n`,
        )
        response.writeHead(200, { 'content-type': 'application/vnd.apple.mpegurl' })
        response.end(
          `#EXTM3U\n#EXT-X-TARGETDURATION:${target}\n#EXT-X-MEDIA-SEQUENCE:${newest - 2}\n${pieces.join('')}`,
        )
      })
    },
    settled: (seen) =>
      ['video', 'audio'].every(
        (kind) => seen.filter(({ path, over }) => over && path === `/${kind}/live.m3u8`).length >= enoughPlaylists,
      ),
  }
}
