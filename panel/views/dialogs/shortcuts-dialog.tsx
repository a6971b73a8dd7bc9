import { filterExamples } from '../../present/list/filter.ts'
import { shortcuts } from '../../shortcuts.ts'
import { Modal } from './modal.tsx'

/** Lists every key, and what the filter understands. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  return (
    <Modal title="Shortcuts" onClose={onClose}>
      <dl class="shortcuts">
        {shortcuts.map(({ keys, meaning }) => (
          <>
            <dt key={keys}>
              <kbd>{keys}</kbd>
            </dt>
            <dd key={meaning}>{meaning}</dd>
          </>
        ))}
      </dl>
      <h2>Filter</h2>
      <dl class="shortcuts">
        {filterExamples.map(([term, meaning]) => (
          <>
            <dt key={term}>
              <kbd>{term}</kbd>
            </dt>
            <dd key={meaning}>{meaning}</dd>
          </>
        ))}
      </dl>
      <form method="dialog" class="modalButtons">
        <button type="submit">Close</button>
      </form>
    </Modal>
  )
}
