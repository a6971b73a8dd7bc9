/**
 * Players of live video by HLS (RFC 8216, 6.3.4): they request the playlist again and again, and each segment as it
 * appears.
 */
export function start() {
  let stopped = false
  const playing = ['/video/live.m3u8', '/audio/live.m3u8'].map((playlist) => play(playlist, () => stopped))
  return () => {
    stopped = true
    return Promise.all(playing)
  }
}

async function play(playlist: string, isStopped: () => boolean): Promise<void> {
  const had = new Set<string>()
  for (let before = ''; !isStopped(); ) {
    const asked = performance.now()
    const text = await fetch(playlist).then((answer) => answer.text())
    const target = 1000 * Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(text)![1])
    for (const name of text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))) {
      if (had.has(name)) continue
      had.add(name)
      await fetch(new URL(name, new URL(playlist, location.href))).then((answer) => answer.arrayBuffer())
    }
    // After an unchanged playlist the next request comes sooner.
    const wait = text === before ? target / 2 : target
    before = text
    await new Promise((resolve) => setTimeout(resolve, wait - (performance.now() - asked)))
  }
}
