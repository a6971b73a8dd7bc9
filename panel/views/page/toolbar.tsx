import { useRef } from 'preact/hooks'
import { filterExamples } from '../../present/list/filter.ts'
import type { TechniqueChip } from '../../present/list/technique-chips.ts'
import { Icon, IconButton } from '../controls/icon.tsx'
import { TechniqueMark } from '../list/technique-mark.tsx'
import { Opening, type OpeningProps } from './opening.tsx'
import './toolbar.css'

export interface ToolbarProps {
  recording: boolean
  keepLog: boolean
  showHttp: boolean
  filter: string
  chips: readonly TechniqueChip[]
  /** Whether the page is shown; controls of live traffic are disabled for a file. */
  live: boolean
  onRecording(on: boolean): void
  onClear(): void
  onKeepLog(on: boolean): void
  onShowHttp(on: boolean): void
  onFilter(text: string): void
  onChip(chip: TechniqueChip, together: boolean): void
  /** The file that is being read. */
  opening: OpeningProps['opening'] | undefined
  onOpen(file: File): void
  onCancelOpening(): void
  onExport(): void
  onSettings(): void
  onHelp(): void
}

/** Recording, filter and files. The chips also serve as the legend of the drawings. */
export function Toolbar(props: ToolbarProps) {
  const { recording, live } = props
  const file = useRef<HTMLInputElement>(null)
  return (
    <header class="toolbar">
      <button
        type="button"
        class={`iconButton ${recording ? 'recording' : ''}`}
        aria-pressed={recording}
        aria-label="Record"
        title={recording ? 'Pause recording (Ctrl+E)' : 'Record (Ctrl+E)'}
        disabled={!live}
        onClick={() => props.onRecording(!recording)}
      >
        <Icon name={recording ? 'stop' : 'record'} />
      </button>
      <IconButton icon="clear" label="Clear" title="Clear (Ctrl+L)" disabled={!live} onClick={props.onClear} />
      <label class="check" title="Do not clear when the page is loaded again or another one is opened">
        <input
          type="checkbox"
          checked={props.keepLog}
          disabled={!live}
          onChange={(event) => props.onKeepLog(event.currentTarget.checked)}
        />
        Keep log
      </label>
      <span class="divider" />
      <input
        type="search"
        id="filter"
        aria-label="Filter streams"
        placeholder="Filter, as in is:wasteful"
        list="filter-examples"
        spellcheck={false}
        value={props.filter}
        onInput={(event) => props.onFilter(event.currentTarget.value)}
      />
      <datalist id="filter-examples">
        {filterExamples.map(([term, meaning]) => (
          <option key={term} value={term} label={meaning} />
        ))}
      </datalist>
      <label class="check" title="Requests that nothing repeats or holds open">
        <input
          type="checkbox"
          checked={props.showHttp}
          onChange={(event) => props.onShowHttp(event.currentTarget.checked)}
        />
        <span>
          <span class="roomy">Ordinary </span>HTTP
        </span>
      </label>
      <fieldset class={`chips ${props.chips.length > 4 ? 'crowded' : ''}`} aria-label="Techniques">
        {props.chips.map((chip) => (
          <button
            key={chip.technique}
            type="button"
            class="chip"
            aria-pressed={chip.chosen}
            title={`${chip.title}. With Ctrl: several`}
            onClick={(event) => props.onChip(chip, event.ctrlKey || event.metaKey)}
          >
            <TechniqueMark technique={chip.technique} />
            <span class="chipLabel">{chip.label}</span> <span class="chipCount">{chip.count}</span>
          </button>
        ))}
      </fieldset>
      <span class="end">
        {props.opening && <Opening opening={props.opening} onCancel={props.onCancelOpening} />}
        <IconButton
          icon="open"
          label="Open a session or HAR"
          title="Open a session, a HAR or a WebRTC dump; or drop one anywhere here"
          onClick={() => file.current?.click()}
        />
        <input
          ref={file}
          id="open-file"
          type="file"
          accept=".har,.json,.ndjson,.gz,.zhar,.txt"
          hidden
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? []
            // Reset, so that the same file can be chosen twice in a row.
            event.currentTarget.value = ''
            if (chosen) props.onOpen(chosen)
          }}
        />
        <IconButton icon="export" label="Export" title="Export this session" onClick={props.onExport} />
        <IconButton
          icon="settings"
          label="Settings"
          title="Settings: sites that are always recorded, memory for payloads"
          onClick={props.onSettings}
        />
        <button type="button" class="iconButton" aria-label="Shortcuts" title="Shortcuts (?)" onClick={props.onHelp}>
          ?
        </button>
      </span>
    </header>
  )
}
