// Hooks for Node's loader, for the command in a checkout: a style sheet is a module of its text, as Vite makes of `?inline`.
import { readFileSync } from 'node:fs'

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  const { protocol, pathname, href } = new URL(url)
  if (protocol !== 'file:' || !pathname.endsWith('.css')) return nextLoad(url, context)
  const text = readFileSync(new URL(href.replace(/\?.*$/, '')), 'utf8')
  return { format: 'module', source: `export default ${JSON.stringify(text)}`, shortCircuit: true }
}
