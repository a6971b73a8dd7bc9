import { answerTo, isAnswered, type Update } from '../feed.ts'

/** The client that Vite puts into every page while one develops it; `import.meta.hot` is made of it. */
export function start() {
  addEventListener('quote', (event) => {
    const { detail } = event as CustomEvent<{ n: Update['n']; answer(said: string): void }>
    if (isAnswered(detail.n)) detail.answer(answerTo(detail.n))
  })
  const script = document.createElement('script')
  script.type = 'module'
  script.textContent = `
    import { createHotContext } from '/@vite/client'
    const hot = createHotContext('/page.ts')
    hot.on('quote', ({ n }) => {
      const answer = (said) => hot.send('answer', { said })
      dispatchEvent(new CustomEvent('quote', { detail: { n, answer } }))
    })`
  document.body.append(script)
  return () => {}
}
