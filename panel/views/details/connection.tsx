import type { FactGroup } from '../../present/details/connection-facts.ts'
import './connection.css'

/** What was negotiated and how it went, as plain facts. */
export function Connection({ groups }: { groups: readonly FactGroup[] }) {
  return (
    <div class="pane connection">
      {groups.map(({ title, facts }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {facts.map(([label, text]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
