/** Keys in the order they are pressed; they are released in reverse. */
export type KeyChord = [...modifiers: string[], key: string]

/** 'Control+Shift+f' → ['Control', 'Shift', 'f']; a plus sign alone, or after a plus, is the key itself. */
export function parseChord(text: string): KeyChord {
  const parts = text.split(/\+(?=.)/s).filter((part) => part !== '')
  return parts.length ? (parts as KeyChord) : [text]
}
