// In ms. Instrumentations report a request only once its resource timing should have arrived, which no event announces.
const quietMs = 1000
const timeoutMs = 10_000

/** Resolves once the count has not grown for a second, or after ten seconds. */
export async function untilQuiet(count: () => number): Promise<void> {
  const until = performance.now() + timeoutMs
  for (let before = -1; before !== count() && performance.now() < until; ) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, quietMs))
  }
}
