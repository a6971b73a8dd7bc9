import type { Family } from '../family.ts'
import { silence } from './silence.ts'

const framesInPart = 20
const partMs = framesInPart * 24
const partsInSegment = 4
const enoughPlaylists = 14

/** A live channel with parts of segments, whose playlist is held until the part is there that the player asks for (blocking reload). */
export function lowLatencyHlsFamily(): Family {
  const began = Date.now()
  /** How many parts there are; the first is part 0 of segment 0. */
  const made = () => 40 + Math.floor((Date.now() - began) / partMs)

  function playlist(): string {
    const newest = made()
    const segment = Math.floor(newest / partsInSegment)
    const first = segment - 4
    const lines = [
      ...['#EXTM3U', '#EXT-X-VERSION:9', '#EXT-X-TARGETDURATION:2'],
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5',
      `#EXT-X-PART-INF:PART-TARGET=${partMs / 1000}`,
      `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ]
    for (let index = first; index <= segment; index++) {
      const parts = index < segment ? partsInSegment : newest % partsInSegment
      if (index >= segment - 2)
        for (let part = 0; part < parts; part++)
          lines.push(`#EXT-X-PART:DURATION=${partMs / 1000},URI="${index}.${part}.mp3",INDEPENDENT=YES`)
      if (index < segment) lines.push(`#EXTINF:${(partMs * partsInSegment) / 1000},`, `${index}.mp3`)
    }
    return `${lines.join('\n')}\n`
  }

  return {
    attach(server) {
      server.on('request', ({ url = '' }, response) => {
        const { pathname, searchParams } = new URL(url, 'http://live')
        if (!pathname.startsWith('/live/')) return
        response.setHeader('cache-control', 'no-store')
        if (!pathname.endsWith('.m3u8')) {
          const isPart = /\.\d+\.mp3$/.test(pathname)
          response.writeHead(200, { 'content-type': 'audio/mpeg' })
          response.end(silence(isPart ? framesInPart : framesInPart * partsInSegment))
          return
        }
        const asked =
          Number(searchParams.get('_HLS_msn') ?? 0) * partsInSegment + Number(searchParams.get('_HLS_part') ?? 0) + 1
        const wait = Math.max(0, began + (asked - 40) * partMs - Date.now())
        setTimeout(() => {
          response.writeHead(200, { 'content-type': 'application/vnd.apple.mpegurl' }).end(playlist())
        }, wait)
      })
    },
    settled: (seen) => seen.filter(({ path, over }) => over && path.endsWith('.m3u8')).length >= enoughPlaylists,
  }
}
