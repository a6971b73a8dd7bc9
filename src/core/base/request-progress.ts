/** How a request goes on from the requests of its kind before it, and from the last answer to one of them. `key/progress.ts` finds it. */
export interface RequestProgress {
  /** The value that says how much the client already has, if there is one. */
  cursor: string | undefined
  /** The cursor asks for what is older. */
  readsBack: boolean
  /** The cursor is another than before, and stands in the last answer. */
  fromAnswer: boolean
  /** A part of the URL, or a field of the body, is what a person typed on since the request before. */
  typed: boolean
  /** A part of the URL, or a field of the body, is a text that no request before had. */
  newText: boolean
  /** A part of the URL, or a field of the body, has a value that no request before had, and that is no counter, time or random number. */
  otherThing: boolean
  /** The page number or offset that the request has. */
  page: number | undefined
  /** The URL holds a part that only serves to be different each time. */
  cacheBusted: boolean
}
