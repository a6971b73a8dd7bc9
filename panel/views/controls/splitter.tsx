import './splitter.css'

interface Props {
  /** Share of the first part, in percent. */
  share: number
  onShare(share: number): void
}

const minShare = 15
const maxShare = 85

/** The line between list and details. Follows the layout: vertical between columns, horizontal between rows. */
export function Splitter({ share, onShare }: Props) {
  const set = (percent: number) => onShare(Math.round(Math.min(maxShare, Math.max(minShare, percent)) * 10) / 10)

  function onPointerDown(event: PointerEvent): void {
    const line = event.currentTarget as HTMLElement
    const box = line.parentElement!.getBoundingClientRect()
    const below = getComputedStyle(line.parentElement!).flexDirection === 'column'
    line.setPointerCapture(event.pointerId)
    const move = (at: PointerEvent) =>
      set(below ? ((at.clientY - box.top) / box.height) * 100 : ((at.clientX - box.left) / box.width) * 100)
    line.addEventListener('pointermove', move)
    line.addEventListener('lostpointercapture', () => line.removeEventListener('pointermove', move), { once: true })
    event.preventDefault()
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: -5, ArrowUp: -5, ArrowRight: 5, ArrowDown: 5 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    set(share + step)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, which hr is not
    <div
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-label="Width of the list"
      aria-valuenow={Math.round(share)}
      aria-valuemin={minShare}
      aria-valuemax={maxShare}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
