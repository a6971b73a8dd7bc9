/** The updates that every technique delivers, at the same times after the start. */
export interface Update {
  /** In ms after the start. */
  at: number
  text: string
}

const meanGap = 1500

/**
 * Poisson arrivals from a seed.
 * @param lasts duration in ms
 */
export function feedOf(seed: number, lasts: number): Update[] {
  let state = seed
  const random = () => {
    state = (state * 48_271) % 0x7fffffff
    return state / 0x7fffffff
  }
  const updates: Update[] = []
  for (let at = 0; ; ) {
    at += -Math.log(1 - random()) * meanGap
    if (at >= lasts) return updates
    const index = updates.length
    const note = 'abcdefghijklmnopqrstuvwxyz '.repeat(6).slice(0, Math.floor(random() * 160))
    updates.push({ at, text: JSON.stringify({ index, price: Math.round(random() * 1e6) / 100, note }) })
  }
}
