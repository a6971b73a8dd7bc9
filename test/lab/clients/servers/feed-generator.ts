import { playFeed, type Update } from '../feed.ts'

/** The feed as an asynchronous generator, which ends with it. */
export async function* feedGenerator(): AsyncGenerator<Update, void> {
  const waiting: Update[] = []
  let over = false
  let wake = () => {}
  playFeed(
    (update) => {
      waiting.push(update)
      wake()
    },
    () => {
      over = true
      wake()
    },
  )
  for (;;) {
    yield* waiting.splice(0)
    if (over && waiting.length === 0) return
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}
