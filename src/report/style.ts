import connection from '../../panel/views/details/connection.css?inline'
import cost from '../../panel/views/details/cost.css?inline'
import details from '../../panel/views/details/details.css?inline'
import verdict from '../../panel/views/details/verdict.css?inline'
import whatIf from '../../panel/views/details/what-if.css?inline'
import look from '../../panel/views/look.css?inline'
import footer from '../../panel/views/page/footer.css?inline'
import report from './report.css?inline'

/** The colours of the dark theme, which the panel chooses by an attribute. */
const dark = /:root\[data-theme=(["']?)dark\1\]\s*(\{[^}]*\})/

/** The panel's styles with the choice of theme left to the reader's system; paper is always light. */
function followingTheSystem(style: string): string {
  const [whole, , colours] = dark.exec(style) ?? []
  if (whole === undefined) throw new Error('the style sheet has no dark theme')
  return style.replace(whole, `@media screen and (prefers-color-scheme: dark) {\n:root ${colours}\n}`)
}

/** The style sheet of a report. */
export const reportStyle: string = [
  followingTheSystem(look),
  details,
  verdict,
  cost,
  whatIf,
  connection,
  footer,
  report,
].join('\n')
