export type Command = 'record' | 'clear' | 'find' | 'close' | 'help' | 'next-tab' | 'previous-tab'

/** What the dialog lists. Arrows belong to the lists themselves. */
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
 * What a key asks for.
 * @param typing the focus is in a text field, which keeps plain keys to itself
 */
export function commandOf({ key, ctrlKey, metaKey, altKey }: Keys, typing: boolean): Command | undefined {
  if (altKey) return undefined
  if (ctrlKey || metaKey) {
    const held = key.toLowerCase()
    if (held === 'e') return 'record'
    if (held === 'f') return 'find'
    if ((held === 'l' && ctrlKey) || (held === 'k' && metaKey)) return 'clear'
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
