import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'

/** The facts about a computer that the search for browsers needs; tests supply their own. */
export interface Machine {
  platform: NodeJS.Platform
  env: Record<string, string | undefined>
  home: string
  root: boolean
  /** Text of /etc/os-release, empty where there is none. */
  osRelease: string
}

/** The computer this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    root: process.getuid?.() === 0,
    osRelease: readOsRelease(),
  }
}

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8')
  } catch {
    return ''
  }
}
export type BrowserKind = 'chromium' | 'firefox'
