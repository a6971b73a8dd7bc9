import { expect, test } from 'vitest'
import { counted, eventsAndComments, figures, labelOf, labelsOf, withComments } from './counted.ts'
import type { FamilyName } from './site.ts'
import type { Watched } from './watched.ts'

const isPost = ({ method }: { method: string }) => method === 'POST'
const never = () => false

/**
 * Tests of clients that pipe the bodies of their responses, as the kits for language models do: Duplex sees such a body by a stream of its
 * own that the browser pipes from.
 * @param of the requests and streams of a family below a path
 */
export function testPiped(of: (name: FamilyName, path: string) => Watched): void {
  test('AI SDK: all turns of a chat are SSE over fetch, also the one that the page stops', () => {
    const { seen, streams, shown } = of('ai-sdk', '/ui-messages')
    const turns = seen.filter(isPost)
    expect(labelsOf(streams.filter(isPost))).toEqual(['sse fetch'])
    expect(figures(streams, 'sse fetch')).toEqual(withComments(counted(turns, never), turns))
    const { received, sent } = shown(streams.filter(isPost))
    expect(received).toEqual(turns.flatMap(eventsAndComments))
    expect(sent).toEqual(turns.map(({ body }) => body))
  })

  test('AI SDK: a chat that finds no answer under way has asked by HTTP', () => {
    const { seen, streams } = of('ai-sdk', '/ui-messages/talk/stream')
    expect(streams.map((one) => `${labelOf(one)} ${one.requests}`)).toEqual([`http ${seen.length}`])
  })

  test('AI SDK: plain text in pieces is HTTP streaming, plain text at once is HTTP', () => {
    const { seen, streams, shown } = of('ai-sdk', '/text')
    expect(labelsOf(streams)).toEqual(['http', 'http-streaming finite'])
    expect(new Set(streams.map(({ channel }) => channel)).size).toBe(1)
    for (const [index, label] of ['http-streaming finite', 'http'].entries()) {
      const { received } = shown(streams.filter((one) => labelOf(one) === label))
      expect(received.join('')).toBe(seen[index]!.answer)
      // Pieces that come close together may be one piece when the page reads them.
      expect(figures(streams, label)).toEqual(counted([seen[index]!], never, () => received))
    }
  })
}
