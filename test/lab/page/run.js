/**
 * One start of one technique: its addresses, and what the page counts of it.
 * `requests`, `messagesIn` (received), `messagesOut` (sent) and `updates` (different ones received)
 * are added to the technique's totals, which outlive the run.
 */
window.LabRun = class {
  #technique
  #totals
  #feed
  #seen = new Set()
  #pending = new Set()
  #sent = 0

  /**
   * @param {{ id: string, path: string, origin: 'same' | 'cross' }} technique
   * @param {{ requests: number, messagesIn: number, messagesOut: number, updates: number, note: string }} totals
   * @param {URLSearchParams} feed the parameters that name this run and choose its feed
   */
  constructor(technique, totals, feed) {
    this.#technique = technique
    this.#totals = totals
    this.#feed = feed
  }

  /** Set once the run is being stopped: ask for nothing more. */
  stopping = false

  /** `feed`, `seed` and `mean`, for whoever builds an address by other means. */
  get feed() {
    return Object.fromEntries(this.#feed)
  }

  /** The origin that this technique asks. */
  get origin() {
    const other = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost'
    return this.#technique.origin === 'same' ? location.origin : `http://${other}:${location.port}`
  }

  /** The address of the technique's endpoint, with more parameters. */
  url(parameters = {}, path = this.#technique.path) {
    return `${this.origin}${path}?${new URLSearchParams({ ...parameters, ...this.feed })}`
  }

  requested(count = 1) {
    this.#totals.requests += count
  }

  received() {
    this.#totals.messagesIn++
  }

  sent() {
    this.#sent++
    this.#totals.messagesOut++
  }

  /** Counts an update, given as its JSON text or its value, the first time that it comes. True if it was news. */
  update(payload) {
    const { index } = typeof payload === 'string' ? JSON.parse(payload) : payload
    if (this.#seen.has(index)) return false
    this.#seen.add(index)
    this.#totals.updates++
    return true
  }

  /** Says in a few words how it stands. */
  note(text) {
    this.#totals.note = text
  }

  /** Runs an asynchronous function that `idle` then waits for; an error becomes the note. */
  track(work) {
    const pending = work()
      .catch((error) => this.note(String(error)))
      .finally(() => this.#pending.delete(pending))
    this.#pending.add(pending)
    return pending
  }

  /** Waits until nothing tracked is under way. */
  async idle() {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }

  /**
   * Asks the server to end what this run holds open, once it has all that the page sent.
   * By a script element, so that the lab's own control is not among the fetch and XHR traffic it is here to make.
   */
  async finish() {
    this.stopping = true
    const script = document.createElement('script')
    script.src = `/lab/finish?${this.#feed}&technique=${this.#technique.id}&sent=${this.#sent}`
    await new Promise((resolve) => {
      script.onload = resolve
      script.onerror = resolve
      document.head.append(script)
    })
    script.remove()
  }
}
