import type { Browser, Runtime } from 'webextension-polyfill'

/**
 * The browser's extension API. The bridge needs `runtime` alone, which is the same in both browsers under this name; webextension-polyfill
 * would be a third of a script that runs in every frame. `runtime` is looked up each time: it is gone once the extension is.
 */
export const extension: { readonly runtime?: Runtime.Static } = (globalThis as unknown as { chrome: Browser }).chrome
