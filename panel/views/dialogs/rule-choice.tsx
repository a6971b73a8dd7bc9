import type { RedactionCount } from '../../../src/format/redact/concealer.ts'
import { type RuleId, redactionRules } from '../../../src/format/redact/rules.ts'

interface Props {
  counts: readonly RedactionCount[]
  /** Rules whose values stay. */
  kept: ReadonlySet<RuleId>
  onChange(kept: ReadonlySet<RuleId>): void
}

/** The rules that found something, each with its places and the first value, and a box that says whether its values are replaced. */
export function RuleChoice({ counts, kept, onChange }: Props) {
  const toggle = (rule: RuleId, isReplaced: boolean) => {
    const next = new Set(kept)
    if (isReplaced) next.delete(rule)
    else next.add(rule)
    onChange(next)
  }
  return (
    <table class="exportTable">
      <thead>
        <tr>
          <th scope="col">Replace</th>
          <th scope="col">Where</th>
          <th scope="col" class="number">
            Values
          </th>
          <th scope="col">The first one</th>
        </tr>
      </thead>
      <tbody>
        {redactionRules.flatMap(({ id, label }) =>
          counts
            .filter(({ rule }) => rule === id)
            .map((count, index) => (
              <tr key={`${id} ${count.place}`}>
                <td>
                  {index === 0 && (
                    <label class="check">
                      <input
                        type="checkbox"
                        checked={!kept.has(id)}
                        onChange={(event) => toggle(id, event.currentTarget.checked)}
                      />
                      {label}
                    </label>
                  )}
                </td>
                <td>{count.place}</td>
                <td class="number">{count.values.toLocaleString('en')}</td>
                <td class="mono">{count.first}</td>
              </tr>
            )),
        )}
      </tbody>
    </table>
  )
}
