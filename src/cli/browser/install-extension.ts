import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'puppeteer-core'

/**
 * Installs a built extension for as long as the browser runs.
 *
 * @returns the id the browser knows it by
 * @throws one line if the folder holds no extension, or one the browser refuses
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
