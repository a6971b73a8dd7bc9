export type Command = 'record' | 'clear' | 'find' | 'close' | 'help' | 'next-tab' | 'previous-tab'

/** The list in the shortcuts dialog. Lists handle their arrow keys themselves. */
export const shortcuts: readonly { keys: string; meaning: string }[] = [
  { keys: 'Ctrl E', meaning: 'Record or pause' },
  { keys: 'Ctrl L', meaning: 'Clear (on a Mac also ⌘ K)' },
  { keys: 'Ctrl F', meaning: 'Go to the filter' },
  { keys: '↑ ↓', meaning: 'Move through a list; Home, End and Page keys too' },
  { keys: 'Enter', meaning: 'Open the row' },
  { keys: '[ ]', meaning: 'Tab of the details to the left or right' },
  { keys: 'Esc', meaning: 'Close the details' },
  { keys: '?', meaning: 'This list' },
]

interface Keys {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/**
 * The command of a key; undefined for a key without one.
 * @param typing the focus is in a text field, which handles plain keys itself
 */
export function commandOf({ key, ctrlKey, metaKey, altKey }: Keys, typing: boolean): Command | undefined {
  if (altKey) return undefined
  if (ctrlKey || metaKey) {
    const letter = key.toLowerCase()
    if (letter === 'e') return 'record'
    if (letter === 'f') return 'find'
    if ((letter === 'l' && ctrlKey) || (letter === 'k' && metaKey)) return 'clear'
    return undefined
  }
  if (key === 'Escape') return 'close'
  if (typing) return undefined
  switch (key) {
    case '?':
      return 'help'
    case ']':
      return 'next-tab'
    case '[':
      return 'previous-tab'
    default:
      return undefined
  }
}
