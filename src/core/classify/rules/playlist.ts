import type { Stream } from '../../stream/stream.ts'

/** Whether the answers are playlists of HLS (RFC 8216, 4) or DASH, which the player of a live video polls. */
export const isPlaylist = (stream: Stream) =>
  /\.(m3u8|mpd)(\?|$)/.test(stream.sampleUrl) ||
  [...stream.answers.contentTypes].some((type) => /mpegurl|dash\+xml/i.test(type))
