/**
 * Messages between the hooks in the page and the bridge beside it, over a private MessagePort.
 *
 * The hooks post arrays of records: events without `doc` (the bridge adds it) and with binary payloads as Uint8Array. The
 * bridge posts one of the modes, and `taken` after each array.
 */

/** The page runs untouched code; nothing is observed. */
export const dormant = 0
/**
 * The background has not said yet whether this tab is watched. The hooks observe everything that can be observed without
 * the page noticing: the page keeps the browser's own promises.
 */
export const undecided = 1
/** A panel is open for this tab, or the site is always armed: the hooks observe and report everything. */
export const watched = 2

/** The bridge has taken a batch of records. No mode. */
export const taken = 3

export type Mode = typeof dormant | typeof undecided | typeof watched

/**
 * Type of the event by which hooks and bridge find each other where both run before the first script of the document. A 'load'
 * event dispatched on the document never reaches the window (DOM standard, "get the parent" of a document), where a same-origin
 * parent may have left listeners while the window showed its initial about:blank.
 *
 * Where scripts of the page have run already, the type is a secret of that document, which the background gives to both.
 */
export const earlyHandshake = 'load'

/**
 * Type of a record that is no event: `count` events were dropped for lack of room before the tab was known to be watched.
 */
export const skippedRecords = 'skipped'

/** Data of the event by which the hooks ask for a port, where the bridge ran first. */
export const askForPort = 'duplex:ask'
/** Types of the events that cross synchronously on the shared port object while a page goes away. */
export const flushNow = 'flush'
export const lastRecords = 'records'
/** Type of the event by which the hooks ask whether the bridge still exists: a bridge prevents the event's default. */
export const stillThere = 'there'
