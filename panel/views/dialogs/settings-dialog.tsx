import { useEffect, useState } from 'preact/hooks'
import { isMatchPattern } from '../../../src/wire/match-pattern.ts'
import { isMegabytes, mostMegabytes } from '../../payload-limit.ts'
import { Modal } from './modal.tsx'

interface Props {
  /** Match pattern of the page on screen; undefined where the extension cannot run. */
  site: string | undefined
  load(): Promise<string[]>
  save(patterns: readonly string[]): Promise<void>
  loadMegabytes(): Promise<number>
  saveMegabytes(megabytes: number): Promise<void>
  onClose(): void
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Edits the list of sites that are recorded whether a panel is open or not, and how much of the payloads is kept. */
export function SettingsDialog({ site, load, save, loadMegabytes, saveMegabytes, onClose }: Props) {
  const [text, setText] = useState<string>()
  const [megabytes, setMegabytes] = useState<number>()
  const [problem, setProblem] = useState('')
  const failed = (reason: unknown) => setProblem(reason instanceof Error ? reason.message : String(reason))
  useEffect(() => {
    load().then((patterns) => setText(patterns.join('\n')), failed)
    loadMegabytes().then(setMegabytes, failed)
  }, [])
  const lines = linesOf(text ?? '')
  const wrong = lines.find((line) => !isMatchPattern(line))
  const wrongSize = megabytes !== undefined && !isMegabytes(megabytes)
  const complete = text !== undefined && megabytes !== undefined && wrong === undefined && !wrongSize
  const store = () => {
    if (complete) saveMegabytes(megabytes).then(() => save(lines).then(onClose, failed), failed)
  }
  return (
    <Modal title="Settings" onClose={onClose}>
      <h3>Always record these sites</h3>
      <p>
        From their first script on, also while no panel is open. Each page keeps the newest of what it does, up to about
        8 MB, until a panel looks or the page goes; nothing leaves the browser. It begins when a page is loaded next.
      </p>
      <textarea
        id="always-armed"
        aria-label="Sites that are always recorded, one match pattern a line"
        aria-invalid={wrong !== undefined}
        rows={5}
        spellcheck={false}
        placeholder="https://app.example.org/*"
        disabled={text === undefined}
        value={text ?? ''}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {wrong !== undefined && (
        <p class="problem" role="alert">
          {wrong} is not a match pattern: write it as in *://*.example.org/*, without a port.
        </p>
      )}
      <h3>Payloads</h3>
      <p>
        <label>
          Megabytes of messages and bodies to keep for reading:{' '}
          <input
            id="megabytes"
            type="number"
            min={1}
            max={mostMegabytes}
            aria-invalid={wrongSize}
            disabled={megabytes === undefined}
            value={megabytes ?? ''}
            onInput={(event) => setMegabytes(event.currentTarget.valueAsNumber)}
          />
        </label>{' '}
        The oldest go first; times and sizes stay, and an export has them all.
      </p>
      {wrongSize && (
        <p class="problem" role="alert">
          A whole number from 1 to {mostMegabytes}.
        </p>
      )}
      {problem !== '' && (
        <p class="problem" role="alert">
          The settings could not be read or stored: {problem}
        </p>
      )}
      <form method="dialog" class="modalButtons">
        {site !== undefined && !lines.includes(site) && (
          <button type="button" class="first" onClick={() => setText([...lines, site].join('\n'))}>
            Add {site}
          </button>
        )}
        <button type="submit">Cancel</button>
        <button type="button" class="primary" disabled={!complete} onClick={store}>
          Save
        </button>
      </form>
    </Modal>
  )
}
