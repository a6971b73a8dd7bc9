import type { Panel } from '../../src/cli/browser/driven-browser.ts'

/** Switches 'Keep log' in the panel on or off, which keeps events across navigations. */
export const toggleKeepLog = (panel: Pick<Panel, 'evaluate'>) =>
  panel.evaluate(`[...document.querySelectorAll('label')].find((one) => one.textContent.includes('Keep log')).click()`)
