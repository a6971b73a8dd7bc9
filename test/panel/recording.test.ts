import { afterEach, expect, test, vi } from 'vitest'
import { createRecording, type Recording } from '../../panel/capture/recording.ts'
import type { CaptureEvent } from '../../src/core/event/event.ts'

const large = (id: number): CaptureEvent => ({
  type: 'message',
  at: id,
  doc: 'd',
  id,
  dir: 'in',
  bytes: 600_000,
  text: 'x'.repeat(600_000),
})

async function idsIn(recording: Recording): Promise<number[]> {
  const ids: number[] = []
  for await (const part of recording.parts())
    for (const line of part.trim().split('\n')) ids.push((JSON.parse(line) as { id: number }).id)
  return ids
}

async function taken(recording: Recording): Promise<string> {
  const { text, more } = await recording.next()
  return more ? text + (await taken(recording)) : text
}

afterEach(() => vi.unstubAllGlobals())

test('of a private window, or before it is known to be none, no blob is made that a browser could write to disk', async () => {
  const blob = vi.fn()
  vi.stubGlobal('Blob', blob)
  const recording = createRecording()
  recording.append([large(1)])
  recording.leaveHeap(false)
  recording.append([large(2)])
  expect(await idsIn(recording)).toEqual([1, 2])
  expect(blob).not.toHaveBeenCalled()
})

test('parts in memory and in blobs are read in order', async () => {
  const recording = createRecording()
  recording.append([large(1)])
  recording.leaveHeap(true)
  recording.append([large(2)])
  recording.append([{ ...large(3), text: 'short' } as CaptureEvent])
  expect(await idsIn(recording)).toEqual([1, 2, 3])
  expect((await taken(recording)).split('\n').length).toBe(4)
})
