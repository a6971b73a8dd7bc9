import { bareList, dereference, NativeWeakMap, NativeWeakRef, weakGet, weakSet } from '../browser/natives.ts'
import type { Patch } from '../browser/patch.ts'

/** A connection of the page, as one of the hooks observes it. Its id stays the same for as long as it lives. */
export interface Connection {
  /** Adds the listeners that report the connection's events. */
  attach(): void
  /** Removes the listeners that `attach` added. */
  detach(): void
  /**
   * Reports that the connection exists and was there before.
   * @param whole also reports its current state, for a panel that knows nothing of it
   */
  announce(whole: boolean): void
  isOver(): boolean
}

// Length at which the list is first swept of connections that are over; afterwards whenever it has doubled since a sweep.
const firstSweep = 64

/**
 * The connections of one API that were made while somebody watched. They are held weakly and have no listeners while nobody
 * watches: an open socket with listeners is never garbage-collected, and the page may have dropped it.
 */
export function createConnections<C extends Connection>() {
  const known = new NativeWeakMap<object, C>()
  let list = bareList<WeakRef<object>>()
  let sweepAt = firstSweep
  let active = false

  /** Calls `look` for each connection that is still open, and forgets the others. */
  function each(look?: (connection: C) => void): void {
    const kept = bareList<WeakRef<object>>()
    for (let i = 0; i < list.length; i++) {
      const object = dereference(list[i]!)
      const connection = object && (weakGet(known, object) as C | undefined)
      if (!connection || connection.isOver()) continue
      kept[kept.length] = list[i]!
      try {
        look?.(connection)
      } catch {
        // only this connection is skipped
      }
    }
    list = kept
    sweepAt = list.length * 2 < firstSweep ? firstSweep : list.length * 2
  }

  const patch: Patch = {
    activate(on) {
      if (on === active) return
      active = on
      each((connection) => {
        if (!on) return connection.detach()
        connection.attach()
        connection.announce(true)
      })
    },
    announce: () => each((connection) => connection.announce(false)),
  }

  return {
    patch,
    add(object: object, connection: C): void {
      weakSet(known, object, connection)
      if (list.length >= sweepAt) each()
      list[list.length] = new NativeWeakRef(object)
      connection.attach()
    },
    of: (object: object) => weakGet(known, object) as C | undefined,
    /** Whether any connection may still be open. */
    some: () => list.length > 0,
  }
}
