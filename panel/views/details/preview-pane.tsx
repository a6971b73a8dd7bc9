import { useEffect, useState } from 'preact/hooks'
import { copyText } from '../../copy-text.ts'
import type { MessagePreview } from '../../present/details/message-preview.ts'
import type { MessageRow } from '../../present/details/message-rows.ts'
import { IconButton } from '../controls/icon.tsx'

interface Props {
  row: MessageRow
  preview: MessagePreview
  onClose(): void
}

// In ms: long enough to be read, short enough to be gone at the next copy.
const noticeMs = 2000

/** A single message in full, below the list. */
export function PreviewPane({ row, preview, onClose }: Props) {
  const [notice, setNotice] = useState('')
  useEffect(() => {
    if (notice === '') return
    const timer = setTimeout(() => setNotice(''), noticeMs)
    return () => clearTimeout(timer)
  }, [notice])

  return (
    <section class="previewPane" aria-label="Message">
      <div class="previewBar">
        <span class="grow">
          {row.arrow} {row.way} · {row.time} · {row.size}
          {row.about !== '' && ` · ${row.about}`}
        </span>
        <output>{notice}</output>
        {preview.copied !== '' && (
          <button
            type="button"
            onClick={() =>
              void copyText(preview.copied).then((done) => setNotice(done ? 'Copied' : 'The browser did not allow it'))
            }
          >
            {preview.form === 'hex' ? 'Copy base64' : 'Copy'}
          </button>
        )}
        <IconButton icon="close" label="Close the message" title="Close the message" onClick={onClose} />
      </div>
      {preview.note !== '' && <p class="previewNote">{preview.note}</p>}
      {preview.text !== '' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text has to be scrolled by keys too
        <pre class={`previewText ${preview.form}`} tabIndex={0}>
          {preview.text}
        </pre>
      )}
    </section>
  )
}
