import { useState } from 'preact/hooks'
import { Modal } from './modal.tsx'

interface Props {
  onExport(options: { redact: boolean }): void
  onClose(): void
}

/** Exports the session. Redaction is switched off only with a second confirmation, and the choice is never remembered. */
export function ExportDialog({ onExport, onClose }: Props) {
  const [sure, setSure] = useState(false)
  const save = (redact: boolean) => {
    onExport({ redact })
    onClose()
  }
  return (
    <Modal title="Export this session" onClose={onClose}>
      <p>
        Secrets and personal data (tokens, cookies, keys, addresses) are replaced before the file is written. Still,
        look at it before you hand it on.
      </p>
      <label class="check">
        <input type="checkbox" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
        Let me save it with sensitive data
      </label>
      <form method="dialog" class="modalButtons">
        <button type="submit">Cancel</button>
        {sure && (
          <button type="button" class="danger" onClick={() => save(false)}>
            Save with sensitive data
          </button>
        )}
        <button type="button" class="primary" onClick={() => save(true)}>
          Save redacted
        </button>
      </form>
    </Modal>
  )
}
