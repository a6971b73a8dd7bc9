import type { Family } from '../family.ts'
import { silence } from './silence.ts'

const framesInSegment = 40
const segmentMs = framesInSegment * 24
const segment = silence(framesInSegment)

const enoughPlaylists = 10
const inPlaylist = 4

/** A live channel of silence: a playlist that grows by a segment of audio about every second. */
export function hlsFamily(): Family {
  const began = Date.now()
  return {
    attach(server) {
      server.on('request', ({ url = '' }, response) => {
        if (!url.startsWith('/live/')) return
        response.setHeader('cache-control', 'no-store')
        if (!url.endsWith('.m3u8')) {
          response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(segment)
          return
        }
        const newest = 100 + Math.floor((Date.now() - began) / segmentMs)
        const first = newest - inPlaylist + 1
        const names = Array.from(
          { length: inPlaylist },
          (_, index) => `#EXTINF:${segmentMs / 1000},\n${first + index}.mp3\n`,
        )
        response.writeHead(200, { 'content-type': 'application/vnd.apple.mpegurl' })
        response.end(
          `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:${first}\n${names.join('')}`,
        )
      })
    },
    settled: (seen) =>
      seen.filter(({ path, over }) => over && path.endsWith('.m3u8')).length >= enoughPlaylists &&
      seen.filter(({ path, over }) => over && path.endsWith('.mp3')).length >= enoughPlaylists / 2,
  }
}
