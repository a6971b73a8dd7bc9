import type { CaptureEvent } from '../core/event/event.ts'

/**
 * Messages between bridge, background and panel, over runtime ports. The bridge numbers its batches and keeps each until
 * the panel has acknowledged it: whichever part in between stops, no event is lost as long as the bridge can keep it, and
 * lost events are counted.
 */

/**
 * Events of a document. `seq` counts its batches from 1 without a gap; `before` is the number of facts in earlier batches;
 * `oldest` is the lowest `seq` that the bridge could still send again.
 */
export interface Batch {
  kind: 'batch'
  doc: string
  seq: number
  before: number
  oldest: number
  events: CaptureEvent[]
}

/** First message of a document's bridge. */
export interface Hello {
  kind: 'hello'
  doc: string
}

/** All batches of this document up to `seq` have arrived. `again`: a later batch is missing, send again from `seq` + 1. */
export interface Ack {
  kind: 'ack'
  doc: string
  seq: number
  again?: true
}

/** A recording ends: all documents of the tab are to send what they have recorded by now. */
export interface Settle {
  kind: 'settle'
}

/**
 * Answer to `settle`: the number of facts that the document has recorded by now, those included that are on their way. It comes behind
 * all batches that were sent before. `more`: some are still in the page, and another answer follows once they have been sent.
 */
export interface Settled {
  kind: 'settled'
  doc: string
  facts: number
  more: boolean
}

/** Whether a panel is open for this tab. */
export interface Watch {
  kind: 'watch'
  on: boolean
}

/**
 * The hooks are registered for new documents, and the running documents of this tab have been hooked: `late` of them. `closed`:
 * how many were not, because their scripts have replaced functions of the browser that the hooks need. `error`: no document of
 * the tab could be reached. `forbidden`: because the user has not allowed it, or not for this site. `incognito`: the tab is in a private
 * window, of which nothing may be written to disk.
 */
export interface Armed {
  kind: 'armed'
  late: number
  closed: number
  error?: string
  forbidden?: true
  incognito?: true
}

/** The port of a document's bridge has closed: the document is gone, whether or not it said so. It may come back. */
export interface Left {
  kind: 'left'
  doc: string
}

/** The browser has given the panel's tab another id, as Chromium does when it discards one to save memory. */
export interface Moved {
  kind: 'moved'
  tabId: number
}

export type FromBridge = Hello | Batch | Settled
export type ToBridge = Watch | Ack | Settle
export type FromPanel = Ack | Settle
export type ToPanel = Armed | Batch | Left | Moved | Settled

/** The sites that the extension has to be allowed to read, to record wherever the developer tools are opened. */
export const allSites = '<all_urls>'

export const bridgePort = 'bridge'
const panelPrefix = 'panel:'

/** Name of the port that the panel of a tab opens. */
export const panelPort = (tabId: number) => `${panelPrefix}${tabId}`

/** The tab of a panel's port; undefined for other ports. */
export function tabOfPanel(name: string): number | undefined {
  if (!name.startsWith(panelPrefix)) return undefined
  const digits = name.slice(panelPrefix.length)
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

/** Sent to all frames of a tab when a panel opens: bridges whose port the browser has closed connect again. */
export const wake = 'duplex:wake'

/** Sent by the settings to the background, which answers once the always-armed sites are registered. */
export const armNow = 'duplex:arm'
