// Instrumentations tell of a request only once its resource timing has had time to come, which nothing announces.
const quiet = 1000
const patience = 10_000

/** Resolves once a count has not grown for a second (ms: 1000), or after ten. */
export async function untilQuiet(count: () => number): Promise<void> {
  const until = performance.now() + patience
  for (let before = -1; before !== count() && performance.now() < until; ) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, quiet))
  }
}
