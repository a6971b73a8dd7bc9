import { beforeAll, expect, test } from 'vitest'
import type { BrowserKind } from '../../../src/cli/browser/machine.ts'
import { type LabClient, pageOf } from '../../lab/clients/flow.ts'
import { startClients } from '../../lab/clients/site.ts'
import type { Driven } from '../driven.ts'
import { started } from '../started.ts'
import { compared, otherStreams } from './agreement.ts'
import { type Recording, watchClients } from './watched.ts'

/** Runs clients side by side, each in a frame of one page, and asserts that Duplex tells of each flow what is right. */
export function testClients(kind: BrowserKind, driven: Driven, clients: readonly LabClient[]): void {
  const site = started(() => startClients(clients.map(pageOf)))
  const openEnds = clients.flatMap(({ flows }) => flows.filter((flow) => flow.openEnd).map(({ path }) => path))
  let recording: Recording

  beforeAll(async () => {
    recording = await watchClients(driven, site, openEnds)
  })

  test(`nothing of ${clients.map(({ id }) => id).join(', ')} was lost`, () => {
    expect(recording.analysis.completeness).toMatchObject({ dropped: 0, truncated: 0, unhooked: [] })
  })

  for (const client of clients) {
    for (const flow of client.flows) {
      const name = `${client.id}, ${flow.does}: ${flow.technique}, and the server’s counts`
      const compare = () => compared(kind, recording, site, client, flow)
      if (flow.known) {
        const { sentence, wrong } = flow.known
        test(`${name}; told wrongly: ${sentence}`, () => {
          const { told, right } = compare()
          expect(told, 'This is right now: remove the mark `known` from the table.').not.toEqual(right)
          for (const aspect of wrong) told[aspect] = right[aspect] as never
          expect(told).toEqual(right)
        })
      } else
        test(name, () => {
          const { told, right } = compare()
          expect(told).toEqual(right)
        })
    }

    test(`${client.id}: nothing else is called realtime`, () => {
      const others = otherStreams(recording, site, client)
      expect(others.filter(({ technique }) => technique !== 'http')).toEqual([])
    })
  }
}
