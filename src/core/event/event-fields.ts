import type { Moment } from '../base/units.ts'

/** The field of every event. */
export interface AtTime {
  /** When it happened. */
  at: Moment
}

/** The fields of an event in one document. */
export interface InDocument extends AtTime {
  /** The document: one page load in one frame, or one worker. */
  doc: string
}

/** The fields of an event of one request or connection. */
export interface OfFlow extends InDocument {
  /** The number of the request or connection within the document. */
  id: number
}

/** The beginning of a payload: `text` or `data`. */
export interface PayloadHead {
  /** A payload of text, in UTF-16 as the page saw it. */
  text?: string
  /** A payload of octets, in base64. */
  data?: string
  /** The payload goes on after what is here. */
  cut?: boolean
}
