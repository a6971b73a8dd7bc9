import ky from 'ky'

/** Asks again some time after each answer. */
export function start() {
  let stopped = false
  let timer: ReturnType<typeof setTimeout>
  const ask = async () => {
    await ky.get(new URL('/quotes', location.href)).json()
    if (!stopped) timer = setTimeout(ask, 600)
  }
  timer = setTimeout(ask, 0)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
