import Hls from 'hls.js'

/** A player of a live channel. */
export function start() {
  const audio = document.body.appendChild(document.createElement('audio'))
  const player = new Hls()
  player.loadSource(`${location.origin}/live/channel.m3u8`)
  player.attachMedia(audio)
  return () => player.destroy()
}
