import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'puppeteer-core'

const EXIT_TIMEOUT = 5000 // ms a browser gets to exit by itself before it is killed

/**
 * Launches a browser in a profile that is removed with it, also when this process exits early.
 *
 * @param launch starts the browser with the profile folder it is given
 * @returns the browser, and its `close`, which may be called more than once
 * @throws what `launch` throws, after removing the profile
 */
export async function launchThrowaway(
  launch: (profile: string) => Promise<Browser>,
): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'duplex-profile-'))
  // Processes of the browser may still write for a moment after it has exited.
  const forget = () =>
    rmSync(profile, {
      recursive: true,
      force: true,
      maxRetries: 10,
      retryDelay: 100,
    })

  let browser: Browser
  try {
    browser = await launch(profile)
  } catch (error) {
    forget()
    throw error
  }
  // Runs after puppeteer's own exit listener, which kills the browser.
  process.once('exit', forget)

  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= closeBrowser(browser).then(() => {
      process.off('exit', forget)
      forget()
    })
    return closing
  }
  return { browser, close }
}

async function closeBrowser(browser: Browser) {
  const child = browser.process()
  const exited = new Promise<void>((resolve) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
  // close() rejects if the connection is gone, for instance after a crash: then only the exit counts.
  const closed = browser.close().catch(() => {})
  if (await within(EXIT_TIMEOUT, Promise.all([closed, exited]))) return
  kill(child)
  await within(EXIT_TIMEOUT, exited)
}

function kill(child: ChildProcess | null) {
  if (!child?.pid) return
  try {
    // Outside Windows puppeteer gives the browser a process group of its own, which also holds the processes it started.
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // the browser has exited meanwhile
  }
}

async function within(ms: number, task: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const inTime = await Promise.race([task.then(() => true), late])
  clearTimeout(timer)
  return inTime
}
