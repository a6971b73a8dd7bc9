import { type Case, title } from './case.ts'
import { runInPage } from './page-tools.ts'

/** The script of the site's documents: all cases, as text, behind a function. */
export const pageScript = (cases: readonly Case[]) => (site: { origin: string; cross: string }) =>
  `{
  const cases = {
    ${cases.flatMap((one) => (one.run ? [`${JSON.stringify(title(one))}: ${withTexts(one)}`] : [])).join(',\n    ')}
  }
  const runInPage = ${String(runInPage)}
  window.runCase = (name) => {
    const token = new URLSearchParams(location.search).get('case')
    return runInPage(cases[name], { ...${JSON.stringify(site)}, token })
  }
}`

/** Methods print without the keyword that makes them an expression. */
const asFunction = (text: string) =>
  /^(async\s+)?(function|\(|\w+\s*=>)/.test(text) ? text : text.replace(/^(async\s+)?(\*?)/, '$1function$2 ')

function withTexts({ run, texts = {} }: Case): string {
  let text = asFunction(String(run))
  for (const [name, value] of Object.entries(texts)) text = text.replaceAll(name, JSON.stringify(value))
  return text
}
