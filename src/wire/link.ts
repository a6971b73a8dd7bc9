import type { CaptureEvent } from '../core/event/event.ts'

/**
 * Between bridge, background and panel, over runtime ports. The bridge numbers its batches and keeps each until the panel has
 * acknowledged it; whoever in between dies, nothing is lost as long as the bridge can keep it, and what is lost is known.
 */

/**
 * Events of one document. `seq` counts batches from 1 without a gap; `before` is how many facts went before this batch;
 * `oldest` is the lowest number that the bridge could still send again.
 */
export interface Batch {
  kind: 'batch'
  doc: string
  seq: number
  before: number
  oldest: number
  events: CaptureEvent[]
}

/** A document's bridge speaks first. */
export interface Hello {
  kind: 'hello'
  doc: string
}

/** All batches of this document up to `seq` have arrived; `again`: one after it has not, send from there. */
export interface Ack {
  kind: 'ack'
  doc: string
  seq: number
  again?: true
}

/** Whether a panel looks at this tab. */
export interface Watch {
  kind: 'watch'
  on: boolean
}

/** The hooks are registered for new documents, and running ones of this tab have been hooked. `late`: how many there were. */
export interface Armed {
  kind: 'armed'
  late: number
  error?: string
}

export type FromBridge = Hello | Batch
export type ToBridge = Watch | Ack
export type FromPanel = Ack
export type ToPanel = Armed | Batch

export const bridgePort = 'bridge'
const panelPrefix = 'panel:'

/** Name of the port by which the panel of a tab speaks. */
export const panelPort = (tabId: number) => `${panelPrefix}${tabId}`

/** The tab of a panel's port, or undefined where the port is not a panel's. */
export function tabOfPanel(name: string): number | undefined {
  if (!name.startsWith(panelPrefix)) return undefined
  const tabId = Number(name.slice(panelPrefix.length))
  return Number.isInteger(tabId) ? tabId : undefined
}

/** Sent to all frames of a tab when a panel opens: those whose port the browser has closed connect again. */
export const wake = 'duplex:wake'

/** Sent by the settings to the background, which answers once the sites that are always armed are registered. */
export const armNow = 'duplex:arm'
