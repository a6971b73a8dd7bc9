import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the built extensions are: beside the command in the npm package, in `dist` of a checkout. */
const places = ['./extension', '../../../dist']

/**
 * The folder of the extension for a kind of browser.
 * @returns undefined where it has not been built
 */
export function extensionFolder(browser: 'chrome' | 'firefox'): string | undefined {
  return places
    .map((place) => fileURLToPath(new URL(`${place}/${browser}`, import.meta.url)))
    .find((folder) => existsSync(`${folder}/manifest.json`))
}
