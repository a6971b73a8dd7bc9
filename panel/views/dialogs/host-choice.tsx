import type { RedactionReport } from '../../../src/format/redact/concealer.ts'

/** What becomes of a host's traffic, where its values are not replaced. */
export type HostFate = 'keep' | 'drop'

interface Props {
  hosts: RedactionReport['hosts']
  fates: ReadonlyMap<string, HostFate>
  onChange(fates: ReadonlyMap<string, HostFate>): void
}

/** The hosts of the session, and what becomes of the traffic of each. */
export function HostChoice({ hosts, fates, onChange }: Props) {
  const choose = (host: string, fate: string) => {
    const next = new Map(fates)
    if (fate === 'keep' || fate === 'drop') next.set(host, fate)
    else next.delete(host)
    onChange(next)
  }
  return (
    <details>
      <summary>{hosts.length === 1 ? '1 host' : `${hosts.length.toLocaleString('en')} hosts`}</summary>
      <table class="exportTable">
        <tbody>
          {hosts.map(({ host, times }) => (
            <tr key={host}>
              <th scope="row" class="mono">
                {host}
              </th>
              <td>
                <select
                  aria-label={`Traffic of ${host}`}
                  value={fates.get(host) ?? 'redact'}
                  onChange={(event) => choose(host, event.currentTarget.value)}
                >
                  <option value="redact">{`Replace values (${times.toLocaleString('en')} times)`}</option>
                  <option value="keep">Keep as it is</option>
                  <option value="drop">Leave out</option>
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
