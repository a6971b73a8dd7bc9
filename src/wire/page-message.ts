/**
 * What the hooks in the page and the bridge beside it tell each other, by events on a MessagePort that only the two of them have.
 *
 * Nothing is posted through the port: it is one DOM object with a wrapper in each world, so that an event dispatched on it in one
 * world arrives in the other at once. What is posted would wait behind the page's own tasks (thousands of them in a flood) and be
 * lost where the page goes away meanwhile.
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

export type Mode = typeof dormant | typeof undecided | typeof watched

/**
 * Type of the event by which hooks and bridge find each other where both run before the first script of the document. A 'load'
 * event dispatched on the document never reaches the window (DOM standard, "get the parent" of a document), where a same-origin
 * parent may have left listeners while the window showed its initial about:blank.
 *
 * Where scripts of the page have run already, the type is a secret of that document, which the background gives to both.
 */
export const earlyHandshake = 'load'

/** Data of the event by which the hooks ask for a port, where the bridge ran first. */
export const askForPort = 'duplex:ask'

// Types of the events on the port.

/** From the bridge: the hooks are to run in the mode that is the event's data. */
export const setMode = 'mode'
/** From the bridge, while the page goes away: the hooks are to hand over all that they have collected before this returns. */
export const flushNow = 'flush'
/** From the bridge: the hooks are to hand over all that they have collected by now, and to say when they have. */
export const settleNow = 'settle'
/**
 * From the hooks: an array of records, which are events without `doc` (the bridge adds it) and with binary payloads as Uint8Array.
 * The bridge prevents the event's default: where nobody does, it is gone. Firefox removes it together with its extension.
 */
export const records = 'records'
/** From the hooks, once or twice after `settleNow`: the number of facts that they have still to hand over; 0 the last time. */
export const unsettled = 'unsettled'

/**
 * Type of a record that is no event: `count` events were dropped for lack of room before the tab was known to be watched.
 */
export const skippedRecords = 'skipped'
