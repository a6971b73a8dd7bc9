import type { FactGroup } from '../../panel/present/details/connection-facts.ts'
import { totals } from '../../panel/present/page/totals.ts'
import { formatDate, formatTime, grouped, joined, plural } from '../../panel/present/words/format-units.ts'
import type { ReportSource } from './report-source.ts'

/** What was captured, and what of it is missing. */
export function capturedFacts(source: ReportSource): FactGroup[] {
  const { page, visited, session, streams, problem, at } = source
  const [first = page.url, ...others] = visited.urls
  const { losses, unhooked, more, implausible } = totals(session, streams, streams.length)
  const captured: FactGroup['facts'] = [
    ['Page', first === '' ? 'not known' : first],
    ...others.map((url, index) => [`Page ${index + 2}`, url] as const),
    ...(visited.more > 0 ? [['Then', `${plural(visited.more, 'more load')} of pages, not listed here`] as const] : []),
    ['Browser', page.browser === '' ? 'not known' : page.browser],
    ['From', session.events === 0 ? 'not known' : formatDate(page.startedAt)],
    ['For', joined(formatTime(page.durationMs))],
    ['Events', grouped(session.events)],
    ['Report of', formatDate(at)],
  ]
  const missing: FactGroup['facts'] = [
    ['Lost or cut', losses],
    ...told('Not listed', more),
    ...told('Unseen', unhooked),
    ...told('Left out', implausible),
    ...told('Not read', problem ?? ''),
  ]
  return [
    { title: 'What was captured', facts: captured },
    { title: 'What is missing', facts: missing },
  ]
}

const told = (label: string, text: string): FactGroup['facts'] => (text === '' ? [] : [[label, text]])
