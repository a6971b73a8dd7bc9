import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'puppeteer-core'

/**
 * Installs a built extension for as long as the browser runs.
 *
 * @returns the extension's id in this browser
 * @throws an Error with one line, where the folder holds no extension or the browser refuses it
 */
export async function installExtension(browser: Browser, folder: string): Promise<string> {
  if (!existsSync(join(folder, 'manifest.json'))) throw new Error(`no built extension in ${folder}`)
  try {
    return await browser.installExtension(resolve(folder))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const reason = message.replace(/ \w+@chrome:.*/s, '') // Firefox appends its own stack
    throw new Error(`the browser refuses the extension in ${folder}: ${reason}`, { cause: error })
  }
}
