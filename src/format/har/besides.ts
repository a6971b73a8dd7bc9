import { setBounded } from '../../core/base/bounded-map.ts'
import type { Bytes, Moment } from '../../core/base/units.ts'
import { utf8Length } from '../../core/base/utf8.ts'
import type { CaptureEvent } from '../../core/event/event.ts'
import type { HarEntry } from './har-entry.ts'
import type { Flow } from './har-events.ts'
import type { SourceEvent } from './har-messages.ts'
import type { SourceItem } from './source-items.ts'

/** Bytes of an event or comment that the log does not tell: the ends of up to four lines may be CRLF. */
const untoldEnds: Bytes = 4
/** A change that is not worth an event: less than this, and less than a quarter. */
const smallChange: Bytes = 64

/** Bytes of the bodies of EventSources that no event or comment explains, at least, of all connections of each. */
export interface Besides {
  /**
   * Takes the events and comments that the log shows of a connection.
   * @param key of the connection
   * @param flow document and number of the EventSource, as its hook reports it
   * @returns an event with the total of the EventSource, where that is worth one
   */
  add(key: string, flow: Flow, { entry, over, shown, items }: Shown, at: Moment): CaptureEvent[]
  /** Begins to count anew with what comes from now on. */
  restart(): void
}

/** What the log shows of a connection. */
interface Shown {
  entry: HarEntry
  /** The connection has ended. */
  over: boolean
  /** Bytes of the body so far in which all events were to be seen. */
  shown: Bytes
  /** Those that it has not shown before. */
  items: readonly SourceItem[]
}

interface Account {
  explained: Bytes
  body: Bytes
  /** What was left over before the session began. */
  before: Bytes
  /** The id of the last event: the log repeats it with every event until the server sends another. */
  id: string
}

interface Flows {
  told: Bytes | undefined
  /** Left over of connections that have ended. */
  ended: Bytes
  /** Open connections. */
  accounts: Map<string, Account>
}

/** EventSources that are remembered; as many as the session remembers (core/session/hearings.ts). */
const maxFlows = 1024

export function createBesides(): Besides {
  const flows = new Map<string, Flows>()

  return {
    add(key, flow, { entry, over, shown, items }, at) {
      const name = `${flow.doc}/${flow.id}`
      const known = flows.get(name) ?? { told: undefined, ended: 0, accounts: new Map() }
      setBounded(flows, name, known, maxFlows)
      const isNew = !known.accounts.has(key)
      const account = known.accounts.get(key) ?? { explained: 0, body: 0, before: 0, id: '' }
      known.accounts.set(key, account)
      for (const { event } of items) {
        account.explained += bytesOf(event, account.id)
        if (!event.comment) account.id = event.id
      }
      account.body = Math.max(account.body, shown)
      const besides = [...known.accounts.values()].reduce((sum, one) => sum + leftOver(one), known.ended)
      if (over) {
        known.ended += leftOver(account)
        known.accounts.delete(key)
      }
      const change = Math.abs(besides - (known.told ?? 0))
      if (!isNew && known.told !== undefined && (change < smallChange || change < known.told / 4)) return []
      known.told = besides
      const { method, url, start, end } = entry
      // The notice of an end may come when the next connection is open already, of which it says nothing.
      return [{ type: 'network', at: over ? Math.min(at, end) : at, ...flow, method, url, start, besides }]
    },
    restart() {
      for (const known of flows.values()) {
        known.told = undefined
        known.ended = 0
        for (const account of known.accounts.values()) account.before = account.body - account.explained
      }
    },
  }
}

const leftOver = ({ explained, body, before }: Account): Bytes => Math.max(0, body - explained - before)

/**
 * Bytes of an event or comment as a server may have sent it, at most.
 * @param lastId of the event before
 */
function bytesOf({ data, name, id, comment }: SourceEvent, lastId: string): Bytes {
  const line = (field: string, value: string) => utf8Length(`${field}: ${value}\n`)
  const blank = 1 + untoldEnds
  if (comment) return utf8Length(`${data}\n`) + blank
  const fields = data.split('\n').reduce((sum, one) => sum + line('data', one), 0)
  // A server may name the type that events have without a name, too.
  return fields + line('event', name || 'message') + (id === lastId ? 0 : line('id', id)) + blank
}
