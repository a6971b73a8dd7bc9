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

/** Data of the event by which the hooks ask for a port, when the bridge ran first. */
export const askForPort = 'duplex:ask'
/** Types of the events that cross synchronously on the shared port object when a page goes away. */
export const flushNow = 'flush'
export const lastRecords = 'records'
