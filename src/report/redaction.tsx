import { Fragment } from 'preact'
import { grouped, plural } from '../../panel/present/words/format-units.ts'
import type { RedactionReport } from '../format/redact/concealer.ts'
import { redactionRules } from '../format/redact/rules.ts'
import type { ReportSource } from './report-source.ts'

/** What was replaced before the report was written, and what was not. */
export function Redaction({ source: { redaction, wasRedacted, redactions } }: { source: ReportSource }) {
  return (
    <>
      {redaction ? (
        <>
          <p>
            {redaction.values === 0
              ? 'Nothing in this capture looked like a secret or like personal data.'
              : `${plural(redaction.values, 'value')} of this capture looked like secrets or personal data. This report was made after each of them was replaced by another of the same length and form.`}{' '}
            Rules find what has the name or the form of a secret, not every secret: read the report before you share it.
          </p>
          <ReplacedValues counts={redaction.counts} />
        </>
      ) : (
        <p class="warn">
          Nothing was replaced, as --no-redact asked: secrets in URLs and in what servers said may stand in this report.
        </p>
      )}
      {wasRedacted && (
        <p>
          The capture says that secrets were replaced when it was saved
          {redaction && ': what is counted here are, at least in part, their replacements'}.
        </p>
      )}
      {redactions.map(({ values, counts }, index) => (
        <Fragment key={index}>
          <p>
            {plural(values, 'value')} had been replaced{' '}
            {redactions.length > 1 ? `the ${index === 0 ? 'first' : 'next'} time` : 'then'}:
          </p>
          <ReplacedValues counts={counts} />
        </Fragment>
      ))}
    </>
  )
}

/** How many values each rule replaced in each kind of place. */
function ReplacedValues({ counts }: Pick<RedactionReport, 'counts'>) {
  if (counts.length === 0) return null
  return (
    <div class="broad">
      <table class="rules">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col" class="numeric">
              Values
            </th>
            <th scope="col" class="numeric">
              Times
            </th>
            <th scope="col">The first of them</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ rule, place, values: different, times, first }) => (
            <tr key={`${rule} ${place}`}>
              <td>{redactionRules.find(({ id }) => id === rule)?.label ?? rule}</td>
              <td>{place}</td>
              <td class="numeric">{grouped(different)}</td>
              <td class="numeric">{grouped(times)}</td>
              <td class="masked">
                <bdi>{first}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
