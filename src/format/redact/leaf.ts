import type { NameMeaning } from './name-meaning.ts'

/** Redacts a text that has a name, whatever is written in it. What it gives has as many UTF-16 units, and as many octets in UTF-8. */
export type RedactText = (text: string, meaning: NameMeaning) => string

/** Replaces a value. */
export type Conceal = (value: string, meaning: NameMeaning) => string
