import base from '../../manifest.json' with { type: 'json' }

export type Browser = 'chrome' | 'firefox'

const background = 'src/background/background.ts'

// 123 is the first version with light-dark() in style sheets, and with event streams read by fetch in the developer tools'
// log.
const chrome = {
  minimum_chrome_version: '123',
  background: { service_worker: background, type: 'module' },
  // From version 148 on messages are cloned, as in Firefox; JSON takes the page five times as long. Older versions ignore the
  // entry, so messages hold nothing that JSON cannot.
  message_serialization: 'structured_clone',
}

// @crxjs/vite-plugin does not turn service_worker into scripts and reads background.scripts[0] unguarded, so Firefox gets
// its own entry. Firefox for Android is left out: it has no developer tools.
const firefox = {
  background: { scripts: [background], type: 'module' },
  browser_specific_settings: {
    gecko: {
      id: 'duplex@duplex.dev',
      strict_min_version: '142.0',
      data_collection_permissions: { required: ['none'] },
    },
  },
}

/** The manifest of a browser: the common manifest at the top of the project and this browser's own entries. */
export const manifestFor = (browser: Browser) => ({ ...base, ...(browser === 'firefox' ? firefox : chrome) })
