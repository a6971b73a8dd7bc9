/** Traffic that is not realtime, and beacons. */
{
  const ASSETS = 12
  const BEACON_PERIOD = 3000
  // Ms for which a reader stays on a page: some are skimmed, others read. The same each time, since what comes of chance may be as
  // regular as a timer for once.
  const READING = [400, 2600, 700, 3700, 350, 550, 2200, 850, 3200, 450, 1900, 600]

  window.lab.define('beacon', (run) => {
    let count = 0
    function send() {
      const body = JSON.stringify({
        event: 'alive',
        count: count++,
        page: location.pathname,
      })
      if (!navigator.sendBeacon(run.url(), body)) return
      run.requested()
      run.sent()
    }
    send()
    const timer = setInterval(send, BEACON_PERIOD)
    return async () => {
      clearInterval(timer)
      await run.finish()
    }
  })

  window.lab.define('typing', (run) =>
    repeat(run, async (pause) => {
      const words = ['realtime', 'session', 'stream', 'receive']
      const word = words[Math.floor(Math.random() * words.length)]
      for (let length = 1; length <= word.length && !run.stopping; length++) {
        // A person does not wait for the suggestions before typing on.
        run.track(() => get(run, { q: word.slice(0, length) }))
        await pause(120, 250)
      }
      await pause(2000, 4000)
    }),
  )

  window.lab.define('scroll', (run) => {
    let cursor = 0
    let page = 0
    return repeat(run, async (pause) => {
      cursor = JSON.parse(await get(run, { cursor })).cursor
      const read = READING[page++ % READING.length]
      await pause(read, read)
    })
  })

  window.lab.define('assets', (run) => {
    for (let number = 1; number <= ASSETS; number++) run.track(() => get(run, {}, `/api/asset/${number}`))
    return () => run.idle()
  })

  window.lab.define('slow', (run) => {
    run.track(() => get(run))
    return () => run.idle()
  })

  window.lab.define('download', (run) => {
    run.track(async () => {
      const body = await get(run, {}, undefined, 'arrayBuffer')
      run.note(`${body.byteLength} bytes`)
    })
    return () => run.idle()
  })

  /** What an address answers, as text or as told: read to the end, so that the answer is over when the promise is. */
  async function get(run, parameters, path, form = 'text') {
    run.requested()
    const response = await fetch(run.url(parameters, path))
    return response[form]()
  }

  /** Does the same again and again until the run is stopped, which also cuts a pause short. */
  function repeat(run, round) {
    let wake = () => {}
    function pause(shortest, longest) {
      return new Promise((resolve) => {
        if (run.stopping) return resolve()
        wake = resolve
        setTimeout(resolve, shortest + Math.random() * (longest - shortest))
      })
    }
    run.track(async () => {
      while (!run.stopping) await round(pause)
    })
    return () => {
      wake()
      return run.idle()
    }
  }
}
