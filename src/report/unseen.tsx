import { plural } from '../../panel/present/words/format-units.ts'
import type { SessionFacts } from '../core/analysis/session-facts.ts'

/** Flows that are listed: a page may have a thousand workers. */
const maxListed = 100

/** The traffic that exists though nobody could see the whole of it. */
export function Unseen({ unhooked }: Pick<SessionFacts['completeness'], 'unhooked'>) {
  if (unhooked.length === 0) return null
  return (
    <>
      <h2>What nobody could see</h2>
      <div class="broad">
        <table class="rules">
          <tbody>
            {unhooked.slice(0, maxListed).map(({ url, context, why }) => (
              <tr key={`${context} ${url} ${why}`}>
                <td>
                  <bdi>{url}</bdi>
                </td>
                <td>{context}</td>
                <td>{why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {unhooked.length > maxListed && (
        <p class="warn">{plural(unhooked.length - maxListed, 'more flow')} of this kind are not listed.</p>
      )}
    </>
  )
}
