import { setBounded } from '../../core/base/bounded-map.ts'
import type { CaptureEvent } from '../../core/event/event.ts'

/** What an event is about. */
export interface Flow {
  /** Host with port; undefined where the event is of no request or connection. */
  host: string | undefined
  /** The same for all requests of one address, and for all events of one connection. */
  address: string
}

/** Requests and connections that are remembered: of older ones the address is not known any more. */
const maxFlows = 20_000

const nowhere: Flow = { host: undefined, address: '' }
const authority = /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)([^?#]*)/i

/** Remembers which request or connection has which address. */
export function createFlows(): { of(event: CaptureEvent): Flow } {
  const flows = new Map<string, Flow>()
  return {
    of(event) {
      if (event.type === 'document' || event.type === 'unhooked') return nowhere
      const id = 'id' in event && event.id !== undefined ? `${event.doc}/${event.id}` : undefined
      if (!('url' in event)) return (id === undefined ? undefined : flows.get(id)) ?? nowhere
      const [, host = '', path = ''] = authority.exec(event.url) ?? []
      const flow: Flow = { host, address: event.type === 'connect' ? `${id}` : `${host}${path}` }
      if (id !== undefined && (event.type === 'request' || event.type === 'connect'))
        setBounded(flows, id, flow, maxFlows)
      return flow
    },
  }
}
