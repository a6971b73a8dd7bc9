import type { Moment } from '../base/units.ts'

/** The field of every event: when it happened. */
export interface AtTime {
  at: Moment
}

/** The fields of an event in one document: one page load in one frame, or one worker. */
export interface InDocument extends AtTime {
  doc: string
}

/** The fields of an event of one request or connection: `id` is its number within the document. */
export interface OfFlow extends InDocument {
  id: number
}

/**
 * The beginning of a payload: `text` (UTF-16 as the page saw it) or `data` (base64); `cut` where the payload goes on after it.
 */
export interface PayloadHead {
  text?: string
  data?: string
  cut?: boolean
}
