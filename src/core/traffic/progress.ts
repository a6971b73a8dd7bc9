/** How a request goes on from the requests before it, and from the answers to them. `key/progress.ts` finds it. */
export interface RequestProgress {
  /** Value of the parameter or field that says what the client already has. */
  cursor: string | undefined
  /** The cursor asks for what is older. */
  readsBack: boolean
  /** The cursor is another than before, and stands in the answer before. */
  fromAnswer: boolean
  /** The request holds what a person typed on since the request before. */
  typed: boolean
  /** The request holds a text that no request before had. */
  newText: boolean
  /** The request asks for something that no request before asked for, by a value of its own. */
  otherThing: boolean
  /** Number of a page of a longer list. */
  page: number | undefined
  /** The URL holds a part that is different each time. */
  cacheBusted: boolean
}
