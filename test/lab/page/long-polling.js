/** Asking once, waiting for the answer, and asking again at once. */
window.lab.define('long-polling', (run) => {
  run.track(async () => {
    for (let cursor = -1; !run.stopping; ) {
      run.requested()
      const response = await fetch(run.url({ since: cursor }))
      if (response.status === 204) continue
      const answer = await response.json()
      cursor = answer.cursor
      for (const update of answer.updates) run.update(update)
    }
  })
  return async () => {
    await run.finish()
    await run.idle()
  }
})
