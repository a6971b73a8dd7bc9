import type { Milliseconds } from '../../src/core/base/units.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'
import { isSettled } from '../../src/wire/envelope.ts'
import type { Inbox } from '../../src/wire/inbox.ts'
import type { Settled } from '../../src/wire/link.ts'

/** Long enough for what is on its way in a flood; nobody wants to wait longer for a recording to end. */
const withinMs: Milliseconds = 2000

/** What a recording lacks at its end. */
export interface Unsettled {
  /** `lost` events for what the documents say they have recorded, and that did not arrive. */
  lost: CaptureEvent[]
  /** Documents that did not say: they are too busy, or stopped. */
  silent: string[]
}

/** Brings in what documents have recorded, at the end of a recording. */
export interface Settling {
  /**
   * Asks the documents of the tab for all that they have recorded by now.
   * @param docs documents to wait for
   * @returns what did not arrive within two seconds
   */
  settle(docs: readonly string[]): Promise<Unsettled>
  /** An answer has arrived, if it is as it should be. */
  told(message: unknown): void
  /** Asks once more where a document has not answered: the background that should have passed the question on was stopped. */
  askAgain(): void
  /** Whether something that this document has recorded before the end may still arrive. */
  awaits(doc: string): boolean
  left(doc: string): void
  /** Events have arrived. */
  arrived(): void
}

/**
 * @param inbox of the documents
 * @param ask sends the question to all documents of the tab
 * @param later schedules a call, `setTimeout` by default
 */
export function createSettling(
  inbox: Pick<Inbox, 'facts' | 'giveUp'>,
  ask: () => void,
  later: (run: () => void, ms: Milliseconds) => void = setTimeout,
): Settling {
  /** For each document that is waited for, its last answer. */
  let waiting = new Map<string, Settled | undefined>()
  let ended: (() => void)[] = []

  function arrived(): void {
    for (const [doc, answer] of waiting)
      if (answer && !answer.more && inbox.facts(doc) >= answer.facts) waiting.delete(doc)
    if (waiting.size > 0) return
    const told = ended
    ended = []
    for (const end of told) end()
  }

  function giveUp(): Unsettled {
    const answers = [...waiting]
    waiting = new Map()
    arrived()
    return {
      lost: answers.flatMap(([doc, answer]) => (answer ? inbox.giveUp(doc, answer.facts) : [])),
      silent: answers.flatMap(([doc, answer]) => (answer ? [] : [doc])),
    }
  }

  return {
    async settle(docs) {
      for (const doc of docs) waiting.set(doc, undefined)
      const all = new Promise<void>((resolve) => ended.push(resolve))
      const late = new Promise<'late'>((resolve) => later(() => resolve('late'), withinMs))
      ask()
      arrived()
      return (await Promise.race([all, late])) === 'late' ? giveUp() : { lost: [], silent: [] }
    },
    told(message) {
      if (!isSettled(message)) return
      if (waiting.has(message.doc)) waiting.set(message.doc, message)
      arrived()
    },
    askAgain() {
      if ([...waiting.values()].includes(undefined)) ask()
    },
    awaits: (doc) => waiting.has(doc),
    left(doc) {
      waiting.delete(doc)
      arrived()
    },
    arrived,
  }
}
