import './opening.css'

export interface OpeningProps {
  /** The name of the file, and the share of it that has been read, from 0 to 1. */
  opening: { file: string; share: number }
  onCancel(): void
}

/** How far the reading of a file has come, and a button that ends it. */
export function Opening({ opening: { file, share }, onCancel }: OpeningProps) {
  const percent = Math.floor(share * 100)
  return (
    <span class="opening" title={`Reading ${file}`}>
      <progress aria-label={`Reading ${file}`} max={100} value={percent} />
      <span class="openingPercent">{percent} %</span>
      <button type="button" title={`Stop reading ${file}`} onClick={onCancel}>
        Cancel
      </button>
    </span>
  )
}
