import { delimiter, join } from 'node:path'
import type { BrowserKind, Machine } from './machine.ts'

// In order of preference. Chromium comes before branded Chrome, which no longer takes --load-extension (since 137); the
// drivers load the extension over the debugging pipe, so Chrome and Edge serve where there is no Chromium.
const COMMANDS: Record<BrowserKind, string[]> = {
  chromium: [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ],
  firefox: ['firefox', 'firefox-esr', 'firefox-developer-edition', 'firefox-nightly'],
}

const LINUX: Record<BrowserKind, string[]> = {
  chromium: ['/usr/bin/chromium', '/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
  firefox: ['/usr/bin/firefox', '/usr/bin/firefox-esr', '/opt/firefox/firefox', '/snap/bin/firefox'],
}

const MACOS: Record<BrowserKind, string[]> = {
  chromium: [
    'Chromium.app/Contents/MacOS/Chromium',
    'Google Chrome.app/Contents/MacOS/Google Chrome',
    'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  firefox: [
    'Firefox.app/Contents/MacOS/firefox',
    'Firefox Developer Edition.app/Contents/MacOS/firefox',
    'Firefox Nightly.app/Contents/MacOS/firefox',
  ],
}

const WINDOWS: Record<BrowserKind, string[]> = {
  chromium: [
    'Chromium\\Application\\chrome.exe',
    'Google\\Chrome\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ],
  firefox: ['Mozilla Firefox\\firefox.exe', 'Firefox Developer Edition\\firefox.exe', 'Firefox Nightly\\firefox.exe'],
}

/** Paths where a browser of this kind may lie on the machine, best first; most do not exist. */
export function browserPlaces(kind: BrowserKind, machine: Machine): string[] {
  if (machine.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => machine.env[name] ?? [])
    return WINDOWS[kind].flatMap((place) => folders.map((folder) => `${folder}\\${place}`))
  }
  const onPath = COMMANDS[kind].flatMap((command) => commandPlaces(command, machine))
  if (machine.platform !== 'darwin') return [...onPath, ...LINUX[kind]]
  const folders = ['/Applications', join(machine.home, 'Applications')]
  return [...MACOS[kind].flatMap((place) => folders.map((folder) => join(folder, place))), ...onPath]
}

/** Where PATH would look for a command. */
export function commandPlaces(command: string, { platform, env }: Machine): string[] {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(Boolean)
  const names = platform === 'win32' && !/\.exe$/i.test(command) ? [`${command}.exe`] : [command]
  return folders.flatMap((folder) => names.map((name) => join(folder, name)))
}
