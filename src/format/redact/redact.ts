import type { CaptureEvent } from '../../core/event/event.ts'
import { createCompressed } from './compressed.ts'
import { type Concealer, createConcealer, type RedactionPlace, type RedactionReport } from './concealer.ts'
import { createFlows } from './flows.ts'
import { redactUrl } from './grammar/url.ts'
import { mayHoldSecret } from './may-hold-secret.ts'
import { meaningOf, nameless } from './name-meaning.ts'
import { createPayloads } from './payloads.ts'
import type { RuleId } from './rules.ts'
import { redactSubprotocols } from './subprotocols.ts'
import { createTextRedactor } from './texts.ts'

/** What of a session stays as it is, and what does not leave at all. */
export interface RedactionChoice {
  /** Rules by which nothing is replaced. */
  keepRules?: Iterable<RuleId>
  /** Hosts, with their ports, whose traffic stays as it is. */
  keepHosts?: Iterable<string>
  /** Hosts whose requests and connections are left out. */
  dropHosts?: Iterable<string>
}

/** Redacts the events of one session, in their order. */
export interface Redactor {
  /** @returns the event, or several in its place, or none where its host is left out */
  redact(event: CaptureEvent): readonly CaptureEvent[]
  /** A URL, or any other text, without the secrets in it. */
  url(value: string): string
  text(value: string): string
  report(): RedactionReport
}

/** Fields that hold text of a page or server. All others are words of our own vocabulary, numbers, and the user agent, which costs are modelled from. */
const textFields: Readonly<Record<string, RedactionPlace>> = {
  accept: 'other text',
  operation: 'request body',
  contentType: 'other text',
  name: 'event name or id',
  eventId: 'event name or id',
  extensions: 'sub-protocol',
  reason: 'close reason',
  label: 'WebRTC',
  candidate: 'WebRTC',
  local: 'WebRTC',
  remote: 'WebRTC',
  codecs: 'WebRTC',
  why: 'sentence',
}

/**
 * Makes a redactor for the events of one session. What is valid stays valid: replacements have the length and the form of what they replace,
 * so that an analysis of the redacted events gives the same verdicts and figures.
 */
export function createRedactor({ keepRules = [], keepHosts = [], dropHosts = [] }: RedactionChoice = {}): Redactor {
  const concealer: Concealer = createConcealer(new Set(keepRules))
  const redactText = createTextRedactor(concealer.conceal)
  const payloads = createPayloads(redactText, concealer)
  const compressed = createCompressed()
  const flows = createFlows()
  const kept = new Set(keepHosts)
  const dropped = new Set(dropHosts)
  const keptRules = [...keepRules]
  let droppedEvents = 0

  function url(value: string): string {
    if (!mayHoldSecret(value.slice(authority.exec(value)?.[0].length ?? 0))) return value
    concealer.at('URL', '')
    return redactUrl(value, redactText, concealer.conceal) ?? redactText(value, nameless)
  }

  function text(value: string, name: string): string {
    return redactText(value, name === 'eventId' ? nameless : meaningOf(name))
  }

  /** The event with its texts replaced, but for payloads; the same one where nothing is. */
  function plain(event: CaptureEvent, flow: string): CaptureEvent {
    let hidden: Record<string, unknown> | undefined
    const fields = event as unknown as Readonly<Record<string, unknown>>
    for (const name in fields) {
      const value = fields[name]
      if (typeof value !== 'string' || value === '') continue
      const changed = field(event, name, value, flow)
      if (changed === value) continue
      hidden ??= { ...fields }
      hidden[name] = changed
    }
    return hidden === undefined ? event : (hidden as unknown as CaptureEvent)
  }

  function field(event: CaptureEvent, name: string, value: string, flow: string): string {
    if (name === 'url') return url(value)
    if (isSubprotocol(event, name)) {
      concealer.at('sub-protocol', flow)
      return redactSubprotocols(value, redactText, concealer.conceal)
    }
    const place = textFields[name]
    if (!place) return value
    concealer.at(place, flow)
    return text(value, name === 'name' ? 'event' : name)
  }

  return {
    redact(event) {
      const flow = flows.of(event)
      concealer.of(flow.host)
      if (flow.host !== undefined && dropped.has(flow.host)) {
        droppedEvents++
        return []
      }
      if (flow.host !== undefined && kept.has(flow.host)) return [event]
      const hidden = payloads.redact(plain(event, flow.address), event, flow.address)
      return compressed.told(event, hidden)
    },
    url,
    text: (value) => {
      concealer.at('other text', '')
      return redactText(value, nameless)
    },
    report: () => ({
      ...concealer.counts(),
      keptRules,
      keptHosts: [...kept],
      droppedHosts: [...dropped],
      droppedEvents,
    }),
  }
}

/** Scheme and host, without user information. */
const authority = /^[a-z][a-z\d+.-]*:\/\/[^/?#@\\]*(?![^/?#]*@)/i

const isSubprotocol = (event: CaptureEvent, name: string) =>
  (event.type === 'connect' && name === 'protocols') || (event.type === 'open' && name === 'protocol')
