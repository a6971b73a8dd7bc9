// In ms. Instrumentations report a request only once its resource timing should have arrived, which no event announces.
const quiet = 1000
const patience = 10_000

/** Resolves once the count has not grown for a second, or after ten seconds. */
export async function untilQuiet(count: () => number): Promise<void> {
  const until = performance.now() + patience
  for (let before = -1; before !== count() && performance.now() < until; ) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, quiet))
  }
}
