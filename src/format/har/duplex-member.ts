/**
 * What HAR has no place for, in the HARs that Duplex writes (`../export/har`). The events of a session come back from such a file exactly
 * as they were (`../har-file/duplex-log.ts`); other programs leave `_duplex` alone, as the specification asks of fields that begin with an
 * underscore (HAR 1.2, "Custom Fields").
 *
 * - `log.creator._duplex` is a `DuplexFormat`, and tells that the others are there;
 * - `entry._duplex` is a `DuplexEvents`: the events of this request or connection;
 * - `log._duplex` is a list of `DuplexEvents`: the events that belong to no entry, such as those of documents and peer connections;
 * - `log._duplexRedactions` is a list of what was replaced in it, in the shape of the last lines of a session file
 *   (`../session/redaction-line.ts`).
 */
export interface DuplexFormat {
  /** Version of the vocabulary: that of session files (`../session/session-file.ts`). */
  version: number
}

/** Events of a session; `seq` tells their order. */
export interface DuplexEvents {
  /** The lowest `seq`, as a text: the first reading of a HAR, which sorts its entries, reads texts only. */
  first: string
  /** The document of those that name none. */
  doc?: string
  /** The number, within the document, of the request or connection of those that name none. */
  id?: number
  /** `held` of the events counts octets of the response's content, in UTF-8 where it is text; else UTF-16 units. */
  octets?: true
  events: StoredEvent[]
}

/**
 * An event with the fields that it has in a session file, but for these differences:
 *
 * - `url` and `method` are left out where they are those of the entry's request;
 * - `doc` and `id` are left out where they are those above, and `doc` is null where the event has neither;
 * - `text` and `data` are left out where the entry holds the payload: `held` says where.
 */
export interface StoredEvent {
  /** The event's place in the session. Later events have higher numbers. */
  seq: number
  type: string
  doc?: string | null
  /**
   * The payload is this part of what the entry holds, from the first number to before the second: of `request.postData.text` for a
   * `request`, of `response.content` for a `chunk` or `finish`, and of the items of `_webSocketMessages` or `_eventSourceMessages` for
   * `message` and `messages`. In the order of the events no part begins before the one before it ends.
   */
  held?: readonly [number, number]
  [field: string]: unknown
}
