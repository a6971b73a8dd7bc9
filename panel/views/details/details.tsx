import type { ComponentChildren } from 'preact'
import type { Technique } from '../../../src/core/verdict/technique.ts'
import './details.css'
import { IconButton } from '../controls/icon.tsx'
import { TechniqueMark } from '../list/technique-mark.tsx'

interface Props<Tab extends string> {
  technique: Technique
  label: string
  url: string
  wholeUrl: string
  tabs: readonly { id: Tab; label: string }[]
  tab: Tab
  onTab(tab: Tab): void
  onClose(): void
  children: ComponentChildren
}

/** The pane beside the list: the stream's name, the tabs, and the content of the open tab. */
export function Details<Tab extends string>(props: Props<Tab>) {
  const { technique, label, url, wholeUrl, tabs, tab, onTab, onClose, children } = props

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const at = tabs.findIndex(({ id }) => id === tab)
    const next = tabs[(at + step + tabs.length) % tabs.length]!
    event.preventDefault()
    onTab(next.id)
    const bar = event.currentTarget as HTMLElement
    bar.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus()
  }

  return (
    <section class="details" aria-label={`Details of ${url}`}>
      <div class="detailsBar">
        <IconButton icon="close" label="Close the details" title="Close the details (Esc)" onClick={onClose} />
        <span class="detailsName" title={wholeUrl}>
          <TechniqueMark technique={technique} />
          <b>{label}</b>
          <span class="detailsUrl">{url}</span>
        </span>
      </div>
      <div class="detailsTabs" role="tablist" aria-label="Details" onKeyDown={onKeyDown}>
        {tabs.map(({ id, label: name }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === tab}
            aria-controls="tab-panel"
            tabIndex={id === tab ? 0 : -1}
            onClick={() => onTab(id)}
          >
            {name}
          </button>
        ))}
      </div>
      <div class="detailsContent" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {children}
      </div>
    </section>
  )
}
