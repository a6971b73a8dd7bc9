// Names, URLs and reasons come from files and pages that nobody vouches for: none of their control characters may reach a terminal, where
// they could move the cursor, and none that reorder or hide text (Unicode TR 36, 3.1).
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** A text for a terminal. Line ends stay. */
export const forTerminal = (text: string): string => text.replace(unsafe, '?')

/** A text for a line of a terminal. */
export const lineForTerminal = (text: string): string => forTerminal(text).replaceAll('\n', '?')

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A JSON document for a terminal: the same document, with escapes. */
export const jsonForTerminal = (json: string): string =>
  json.replace(unsafe, (found) => found.split('').map(escaped).join(''))
