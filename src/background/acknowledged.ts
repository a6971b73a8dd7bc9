/** What the panels have acknowledged of each document. A bridge forgets only what all panels of its tab have. */
export function createAcknowledged<Port>() {
  const byPanel = new Map<Port, Map<string, number>>()
  return {
    note(panel: Port, doc: string, seq: number): void {
      const seqs = byPanel.get(panel) ?? new Map<string, number>()
      byPanel.set(panel, seqs.set(doc, Math.max(seq, seqs.get(doc) ?? 0)))
    },
    /** The last batch up to which all these panels have a document's batches; 0 where one of them has none. */
    common(panels: Iterable<Port>, doc: string): number {
      let least = Number.POSITIVE_INFINITY
      for (const panel of panels) least = Math.min(least, byPanel.get(panel)?.get(doc) ?? 0)
      return Number.isFinite(least) ? least : 0
    },
    forgetPanel(panel: Port): void {
      byPanel.delete(panel)
    },
    forgetDocument(doc: string): void {
      for (const seqs of byPanel.values()) seqs.delete(doc)
    },
  }
}
