/** Starts and stops techniques: `window.lab`. */
{
  const parameters = new URLSearchParams(location.search)
  const page = Math.random().toString(36).slice(2, 8)
  const starters = new Map()
  const running = new Map()
  const totals = new Map(
    window.labTechniques.map(({ id }) => [id, { requests: 0, messagesIn: 0, messagesOut: 0, updates: 0, note: '' }]),
  )
  let starts = 0

  function feedParameters() {
    starts++
    const feed = new URLSearchParams({ feed: `${page}-${starts}` })
    for (const name of ['seed', 'mean']) if (parameters.has(name)) feed.set(name, parameters.get(name))
    return feed
  }

  window.lab = {
    /** Every id, in the order of the page. */
    ids: window.labTechniques.map(({ id }) => id),

    /**
     * Says how a technique starts.
     * @param {string} id
     * @param {(run: LabRun) => () => Promise<void>} starter begins at once, returns how to stop
     */
    define(id, starter) {
      starters.set(id, starter)
    },

    /** Starts techniques by id; those that run already go on. */
    start(ids = window.lab.ids) {
      for (const id of ids) {
        const technique = window.labTechniques.find((one) => one.id === id)
        if (!technique || running.has(id)) continue
        const run = new window.LabRun(technique, totals.get(id), feedParameters())
        const stop = starters.get(id)(run)
        running.set(id, () => {
          run.stopping = true
          return stop()
        })
      }
    },

    /** Stops techniques by id, without losing a message; resolves when they are closed. */
    async stop(ids = [...running.keys()]) {
      await Promise.all(
        ids.map(async (id) => {
          await running.get(id)?.()
          running.delete(id)
        }),
      )
    },

    /** Which are running. */
    running: () => [...running.keys()],

    /** What the page itself saw, by id: { requests, messagesIn, messagesOut, updates }. */
    counts: () => Object.fromEntries([...totals].map(([id, { note, ...counts }]) => [id, counts])),

    /** How each stands, in words. */
    notes: () => Object.fromEntries([...totals].map(([id, { note }]) => [id, note])),
  }
}
