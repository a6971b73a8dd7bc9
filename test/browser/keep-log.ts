import type { Panel } from '../../src/cli/browser/driven-browser.ts'

/** Whether a navigation leaves the log as it is: turns that on or off. */
export const toggleKeepLog = (panel: Panel) =>
  panel.evaluate(`[...document.querySelectorAll('label')].find((one) => one.textContent.includes('Keep log')).click()`)
