/** Times in ms, and how often the middle of the list showed no row. */
export interface Scrolled {
  deltas: number[]
  work: number[]
  empty: number
}

/**
 * Scrolls the message list by so many px in each frame. Work is scroll event, rendering, style and layout: from the frame's
 * start until after a forced layout.
 */
export function scroll(step: number, count: number): Promise<Scrolled> {
  const list = document.querySelector<HTMLElement>('.messageList')!
  const deltas: number[] = []
  const work: number[] = []
  let empty = 0
  let way = step
  let last = 0
  if (step !== 0) list.scrollTop = 0
  return new Promise((resolve) => {
    const frame = (now: number) => {
      if (last > 0) deltas.push(now - last)
      last = now
      const started = performance.now()
      if (list.scrollTop + way < 0 || list.scrollTop + way > list.scrollHeight - list.clientHeight) way = -way
      if (step !== 0) {
        list.scrollTop += way
        list.dispatchEvent(new Event('scroll'))
      }
      // Rows are rendered in a microtask, so measure after it.
      void Promise.resolve().then(() =>
        queueMicrotask(() => {
          const box = list.getBoundingClientRect()
          work.push(performance.now() - started)
          const hit = document.elementFromPoint(box.left + 60, box.top + box.height / 2)
          if (!hit?.closest('.messageRow')) empty++
          if (work.length < count) requestAnimationFrame(frame)
          else resolve({ deltas, work, empty })
        }),
      )
    }
    requestAnimationFrame(frame)
  })
}
