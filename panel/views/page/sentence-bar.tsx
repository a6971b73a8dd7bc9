import type { Sentence } from '../../present/page/sentence.ts'
import './sentence-bar.css'

interface Props {
  sentence: Sentence
  onShow(streamId: string): void
}

/** The summary at the top of the panel. */
export function SentenceBar({ sentence, onShow }: Props) {
  const { uses, costs, about } = sentence
  return (
    <p class="sentence">
      <b>{uses}</b> {costs}{' '}
      {about !== undefined && (
        <button type="button" class="link" onClick={() => onShow(about)}>
          Compare
        </button>
      )}
    </p>
  )
}
