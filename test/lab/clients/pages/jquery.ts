import $ from 'jquery'

/** `$.ajax` without the cache, which adds the time to the address, and again once it is complete. */
export function start() {
  let stopped = false
  let timer: ReturnType<typeof setTimeout>
  const ask = () =>
    void $.ajax({
      url: '/quotes',
      cache: false,
      complete: () => {
        if (!stopped) timer = setTimeout(ask, 600)
      },
    })
  ask()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
