import { bareList, dereference, NativeWeakMap, NativeWeakRef, weakGet, weakSet } from '../browser/natives.ts'
import type { Patch } from '../browser/patch.ts'

/** A connection of the page, as one of the hooks sees it. Its id stays the same for as long as it lives. */
export interface Connection {
  attach(): void
  /** Takes off whatever attach() put on. */
  detach(): void
  /** Says that the connection exists and was there before; `whole`: also how it stands, for somebody who knows nothing. */
  announce(whole: boolean): void
  isOver(): boolean
}

// The list is gone through when it has grown to this, and then again when twice as many have been made as were left.
const firstSweep = 64

/**
 * The connections of one API that were made while somebody watched. They are held weakly and have no listeners while nobody
 * does: an open socket with listeners is never collected, and the page may have dropped it.
 */
export function createConnections<C extends Connection>() {
  const known = new NativeWeakMap<object, C>()
  let list = bareList<WeakRef<object>>()
  let sweepAt = firstSweep
  let active = false

  /** Calls `look` for what is still open, and forgets the rest. */
  function each(look?: (one: C) => void): void {
    const kept = bareList<WeakRef<object>>()
    for (let i = 0; i < list.length; i++) {
      const object = dereference(list[i]!)
      const one = object && (weakGet(known, object) as C | undefined)
      if (!one || one.isOver()) continue
      kept[kept.length] = list[i]!
      try {
        look?.(one)
      } catch {
        // one connection less
      }
    }
    list = kept
    sweepAt = list.length * 2 < firstSweep ? firstSweep : list.length * 2
  }

  const patch: Patch & { announce(): void } = {
    activate(on) {
      if (on === active) return
      active = on
      each((one) => {
        if (!on) return one.detach()
        one.attach()
        one.announce(true)
      })
    },
    announce: () => each((one) => one.announce(false)),
  }

  return {
    patch,
    add(object: object, one: C): void {
      weakSet(known, object, one)
      if (list.length >= sweepAt) each()
      list[list.length] = new NativeWeakRef(object)
      one.attach()
    },
    of: (object: object) => weakGet(known, object) as C | undefined,
    /** Whether any of them may still be open. */
    some: () => list.length > 0,
  }
}
