import { readFileSync } from 'node:fs'
import type { CookieData } from 'puppeteer-core'
import { CommandProblem, exitCodes, firstLine } from './problem.ts'

/**
 * Reads cookies to be set before a page loads: a JSON list as browsers' drivers write it, also within `{"cookies": […]}` as Playwright's
 * storageState has it, or a cookies.txt (https://curl.se/docs/http-cookies.html).
 * @throws CommandProblem where the file cannot be read, or holds no cookie
 */
export function readCookies(file: string): CookieData[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw wrongCookies(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? firstLine(error)})`)
  }
  const cookies = /^\s*[[{]/.test(text) ? fromJson(file, text) : fromLines(text)
  if (cookies.length === 0) throw wrongCookies(file, 'holds no cookie: a JSON list of them or a cookies.txt is needed')
  return cookies
}

const wrongCookies = (file: string, what: string) => new CommandProblem(`${file}: ${what}`, exitCodes.usage)

function fromJson(file: string, text: string): CookieData[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw wrongCookies(file, 'is not valid JSON')
  }
  const list = Array.isArray(value) ? value : (value as { cookies?: unknown }).cookies
  if (!Array.isArray(list)) return []
  return list.flatMap((one: Readonly<Record<string, unknown>> | null) => {
    const { name, value: said, domain, path, expires, secure, httpOnly } = one ?? {}
    if (typeof name !== 'string' || typeof said !== 'string' || typeof domain !== 'string') return []
    return [cookie({ name, value: said, domain, path, expires, secure, httpOnly })]
  })
}

/** Lines of seven fields with tabs between them; those with `#HttpOnly_` before the domain are no comments. */
const fromLines = (text: string): CookieData[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const httpOnly = line.startsWith('#HttpOnly_')
    if (line.startsWith('#') && !httpOnly) return []
    const [domain, , path, secure, expires, name, value] = line.replace(/^#HttpOnly_/, '').split('\t')
    if (!domain || !name || value === undefined) return []
    return [cookie({ name, value, domain, path, expires: Number(expires), secure: secure === 'TRUE', httpOnly })]
  })

interface Fields {
  name: string
  value: string
  domain: string
  path: unknown
  /** Seconds since 1970; 0 or less for the end of the session. */
  expires: unknown
  secure: unknown
  httpOnly: unknown
}

function cookie({ name, value, domain, path, expires, secure, httpOnly }: Fields): CookieData {
  const made: CookieData = { name, value, domain: domain.replace(/^\./, '') }
  if (typeof path === 'string' && path !== '') made.path = path
  if (typeof expires === 'number' && expires > 0) made.expires = expires
  if (secure === true) made.secure = true
  if (httpOnly === true) made.httpOnly = true
  return made
}
