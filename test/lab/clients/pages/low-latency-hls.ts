import Hls from 'hls.js'

/** A player of a live channel that is a second or two behind. */
export function start() {
  const audio = document.body.appendChild(document.createElement('audio'))
  const player = new Hls({ lowLatencyMode: true })
  player.loadSource(`${location.origin}/live/channel.m3u8`)
  player.attachMedia(audio)
  return () => player.destroy()
}
