import { createFeed } from '../feed.ts'
import type { Lab } from '../lab.ts'
import { type LabTechniqueId, techniques } from '../techniques.ts'

/** The shortest possible gaps, so that a test of a few updates takes about a second. */
export const quick = { seed: 7, meanMs: 300 }

/** The payloads that every technique must deliver. */
export function firstPayloads(count: number): string[] {
  const feed = createFeed(quick.seed, quick.meanMs)
  return Array.from({ length: count }, (_, index) => feed.update(index).payload)
}

/** The URL of a technique's endpoint for a run named `test`. */
export function addressOf(lab: Lab, id: LabTechniqueId, parameters: Record<string, string | number> = {}): string {
  const technique = techniques.find((one) => one.id === id)
  const query = new URLSearchParams({ feed: 'test', ...parameters } as Record<string, string>)
  return `${lab.origin}${technique?.path}?${query}`
}

/** Ends the run's open connections, once the server has received `sent` messages of the page. */
export async function finish(lab: Lab, id: LabTechniqueId, sent = 0): Promise<void> {
  await (await fetch(`${lab.origin}/lab/finish?feed=test&technique=${id}&sent=${sent}`)).text()
}

/** Reads a response to its end; `onText` receives all text so far at each chunk. Returns the chunks as bytes. */
export async function readGrowing(response: Response, onText: (text: string) => void): Promise<Uint8Array[]> {
  const decoder = new TextDecoder()
  const chunks: Uint8Array[] = []
  let text = ''
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    text += decoder.decode(chunk, { stream: true })
    onText(text)
  }
  return chunks
}
