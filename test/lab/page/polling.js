/** Asking again and again: on a timer, after each answer, more and less often, conditionally. */
{
  const PERIOD = 1000
  const JITTER = 0.3
  const SHORTEST = 400
  const LONGEST = 3000

  window.lab.define('polling-fixed', (run) => {
    async function poll() {
      run.requested()
      const response = await fetch(run.url({ _: Date.now() }))
      run.update(await response.json())
    }
    run.track(poll)
    const timer = setInterval(() => run.track(poll), PERIOD)
    return () => {
      clearInterval(timer)
      return run.idle()
    }
  })

  window.lab.define('polling-304', (run) => {
    let etag = ''
    async function poll() {
      run.requested()
      const headers = etag ? { 'If-None-Match': etag } : {}
      const response = await fetch(run.url(), { cache: 'no-store', headers })
      run.note(`last answer ${response.status}`)
      if (response.status === 304) return
      etag = response.headers.get('etag')
      run.update(await response.json())
    }
    run.track(poll)
    const timer = setInterval(() => run.track(poll), PERIOD)
    return () => {
      clearInterval(timer)
      return run.idle()
    }
  })

  window.lab.define('polling-jittered', (run) => {
    let timer = 0
    let cursor = -1
    function poll() {
      run.track(async () => {
        run.requested()
        const { cursor: next, updates } = await getJson(run.url({ since: cursor }))
        cursor = next
        for (const update of updates) run.update(update)
        const gap = PERIOD * (1 + JITTER * (2 * Math.random() - 1))
        if (!run.stopping) timer = setTimeout(poll, gap)
      })
    }
    poll()
    return () => {
      clearTimeout(timer)
      return run.idle()
    }
  })

  window.lab.define('polling-adaptive', (run) => {
    let timer = 0
    let cursor = -1
    let gap = SHORTEST
    function poll() {
      run.track(async () => {
        run.requested()
        const response = await fetch(run.url({ since: cursor }))
        const answer = await response.json()
        cursor = answer.cursor
        for (const update of answer.updates) run.update(update)
        gap = answer.updates.length > 0 ? SHORTEST : Math.min(LONGEST, gap * 1.5)
        run.note(`next in ${Math.round(gap)} ms`)
        if (!run.stopping) timer = setTimeout(poll, gap)
      })
    }
    poll()
    return () => {
      clearTimeout(timer)
      return run.idle()
    }
  })

  /** The JSON that an address answers, by XMLHttpRequest. */
  function getJson(url) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('GET', url)
      request.onload = () => resolve(JSON.parse(request.responseText))
      request.onerror = () => reject(new Error('request failed'))
      request.send()
    })
  }
}
