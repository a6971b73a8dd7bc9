import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { isAtEnd, scrollTopFor, type VirtualWindow, virtualWindow } from '../../present/list/virtual-window.ts'

/** Height of a row in px, as in the style sheet. */
export const rowHeight = 22
// In px: the height of a large panel, used before the first layout and where there is no layout (tests).
const defaultViewport = 440

interface Options {
  count: number
  /** Height in px that a sticky header covers at the top. */
  header: number
  /** Keep scrolled to the end while new rows arrive, until the user scrolls away. */
  followEnd?: boolean
}

/** Which rows of a scrolling element have to be rendered; follows its scroll position and size. */
export function useVirtualList({ count, header, followEnd = false }: Options) {
  const element = useRef<HTMLDivElement>(null)
  const [scrolled, setScrolled] = useState(0)
  const [viewport, setViewport] = useState(defaultViewport)
  const atEnd = useRef(followEnd)

  const height = virtualWindow(count, rowHeight, 0, viewport).height
  const top = followEnd && atEnd.current ? Math.max(0, height - viewport) : scrolled
  const window: VirtualWindow = virtualWindow(count, rowHeight, top, viewport)

  useLayoutEffect(() => {
    const scroller = element.current
    if (!scroller) return
    const measure = () => setViewport(scroller.clientHeight > 0 ? scroller.clientHeight - header : defaultViewport)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [header])

  useLayoutEffect(() => {
    const scroller = element.current
    if (scroller && followEnd && atEnd.current && Math.abs(scroller.scrollTop - top) > 1) scroller.scrollTop = top
  }, [top, followEnd])

  return {
    element,
    window,
    atEnd: atEnd.current,
    /** Rows that Page Up and Page Down move by. */
    page: Math.max(1, Math.floor(viewport / rowHeight) - 1),
    onScroll(): void {
      const scroller = element.current
      if (!scroller) return
      atEnd.current = isAtEnd(scroller.scrollTop, viewport, height, rowHeight)
      setScrolled(scroller.scrollTop)
    },
    /** Brings a row into view with the least movement. */
    reveal(index: number): void {
      const scroller = element.current
      if (!scroller) return
      const wanted = scrollTopFor(index, count, rowHeight, scroller.scrollTop, viewport)
      if (wanted === scroller.scrollTop) return
      scroller.scrollTop = wanted
      atEnd.current = isAtEnd(wanted, viewport, height, rowHeight)
      setScrolled(wanted)
    },
    toEnd(): void {
      const scroller = element.current
      atEnd.current = true
      if (scroller) scroller.scrollTop = Math.max(0, height - viewport)
      setScrolled(Math.max(0, height - viewport))
    },
  }
}

/** Indices to render: those in the window, and the active row wherever it is, so that the focus is never lost. */
export function renderedIndices({ first, end }: VirtualWindow, count: number, active: number): number[] {
  const indices: number[] = []
  if (active >= 0 && active < first) indices.push(active)
  for (let index = first; index < end; index++) indices.push(index)
  if (active >= end && active < count) indices.push(active)
  return indices
}

/** The index that a key moves the active row to; undefined for keys that do not move it. */
export function movedTo(key: string, active: number, count: number, page: number): number | undefined {
  const last = count - 1
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, active + 1)
    case 'ArrowUp':
      return Math.max(0, active - 1)
    case 'PageDown':
      return Math.min(last, active + page)
    case 'PageUp':
      return Math.max(0, active - page)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}
