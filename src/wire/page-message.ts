/**
 * Between the hooks in the page and the bridge beside it, over a private MessagePort.
 *
 * The hooks post arrays of records: events without `doc` (the bridge adds it) and with binary payloads as Uint8Array.
 * The bridge posts one of the modes.
 */

/** The page runs untouched code; nothing is seen. */
export const dormant = 0
/**
 * Nobody has said yet whether this tab is watched. Everything is seen that can be seen without the page noticing: promises stay
 * the page's own.
 */
export const undecided = 1
export const watched = 2

export type Mode = typeof dormant | typeof undecided | typeof watched

/** Added to the mode that the bridge's offer of a port begins with, where scripts of the page have run already. */
export const late = 4

/**
 * Types of the events by which the two find each other. A 'load' event dispatched on the document never reaches the window (DOM
 * standard, "get the parent" of a document), where a same-origin parent may have left listeners while the window showed its
 * initial about:blank. On a document whose scripts have run it would reach the page's own listeners for resources that load.
 */
export const earlyHandshake = 'load'
export const lateHandshake = 'adopt'

/** Type of a record that tells no event: for `count` of them there was no room before anybody had said who watches. */
export const skippedRecords = 'skipped'

/** Data of the event by which the hooks ask for a port, when the bridge ran first. */
export const askForPort = 'duplex:ask'
/** Types of the events that cross synchronously on the shared port object when a page goes away. */
export const flushNow = 'flush'
export const lastRecords = 'records'
/** Type of the event by which the hooks ask whether the bridge is still there: it prevents the default. */
export const stillThere = 'there'
