import type { FactGroup } from '../../present/details/connection-facts.ts'
import './connection.css'

/** The connection tab: plain facts on what was negotiated and how the connection went. */
export function Connection({ groups }: { groups: readonly FactGroup[] }) {
  return (
    <div class="pane connection">
      <div class="factGroups">
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
    </div>
  )
}
