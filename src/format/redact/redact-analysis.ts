import type { Analysis } from '../../core/analysis/analysis.ts'
import { createRedactor, type Redactor } from './redact.ts'

// Words of a page or server, such as the reason of a close, stand in quotes within our sentences.
const quoted = /“([^”]*)”/g

/**
 * An analysis for others to see: secrets in its URLs, and in what it quotes, are replaced. What was captured is analysed first, so that no
 * verdict and no figure depends on it.
 */
export function redactAnalysis(analysis: Analysis, redactor: Redactor = createRedactor()): Analysis {
  const redacted = (value: unknown, name: string): unknown => {
    if (typeof value === 'string')
      return name === 'url' ? redactor.url(value) : value.replace(quoted, (_all, text) => `“${redactor.text(text)}”`)
    if (Array.isArray(value)) return value.map((item) => redacted(item, name))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, redacted(field, key)]))
  }
  return redacted(analysis, '') as Analysis
}
