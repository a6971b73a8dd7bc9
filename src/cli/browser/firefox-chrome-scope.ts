import type { Browser } from 'puppeteer-core'
import { asyncCall } from './async-call.ts'

/** Runs code in Firefox's browser window (browser.xhtml) with full rights, where DevTools lives. */
export interface ChromeScope {
  /** Runs the body of an async function, with the arguments in `args`; arguments and result travel as JSON. */
  call<T>(body: string, ...args: unknown[]): Promise<T>
}

/**
 * Finds the browser window. Firefox must run with --remote-allow-system-access.
 *
 * puppeteer has no public way to send a WebDriver BiDi command, so this uses its internal `connection` (puppeteer 24).
 */
export async function openChromeScope(browser: Browser): Promise<ChromeScope> {
  const { connection } = browser as unknown as { connection: BidiConnection }
  const send = async <T>(method: string, params: object) => (await connection.send(method, params)).result as T

  const { contexts } = await send<{
    contexts: { context: string; url: string }[]
  }>('browsingContext.getTree', {
    'moz:scope': 'chrome',
  })
  const window = contexts.find(({ url }) => url.endsWith('/browser.xhtml'))
  if (!window) throw new Error('Firefox shows no browser window to WebDriver BiDi')

  return {
    async call(body, ...args) {
      const reply = await send<CallReply>('script.callFunction', {
        functionDeclaration: `() => ${asyncCall(body, args)}`,
        arguments: [],
        target: { context: window.context },
        awaitPromise: true,
      })
      if (reply.type === 'exception') throw new Error(reply.exceptionDetails.text)
      return JSON.parse(reply.result.value)
    },
  }
}

interface BidiConnection {
  send(method: string, params: object): Promise<{ result: unknown }>
}

type CallReply =
  | { type: 'success'; result: { value: string } }
  | { type: 'exception'; exceptionDetails: { text: string } }
