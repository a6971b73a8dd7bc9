import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Replaces the suite's own empty report script: leaves the results where a driver finds them.
const report = `add_completion_callback((tests, status) => {
  const element = document.createElement('script')
  element.type = 'text/json'
  element.id = 'conformance-results'
  element.textContent = JSON.stringify({ status: status.status, tests: tests.map((test) => [test.name, test.status]) })
  document.documentElement.append(element)
})`

const serve = (root: string, config: string) => `
import os, sys
os.chdir(${JSON.stringify(root)}); sys.path.insert(0, ${JSON.stringify(root)})
from tools import localpaths
from tools.serve import serve
if __name__ == '__main__':
    serve.run(**vars(serve.get_parser().parse_args(['--config', ${JSON.stringify(config)}])))
`

/** Runs the suite's own server (Python, without its package installer) with our report script. */
export async function startServer(root: string): Promise<{ address(secure: boolean): string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'duplex-conformance-'))
  const config = join(folder, 'config.json')
  writeFileSync(join(folder, 'testharnessreport.js'), report)
  writeFileSync(
    config,
    JSON.stringify({
      check_subdomains: false,
      ports: { http: [8000, 8001], https: [8443, 8444], ws: [8888], wss: [8889], h2: [9000] },
      aliases: [{ 'url-path': '/resources/testharnessreport.js', 'local-dir': folder }],
    }),
  )
  const script = join(folder, 'serve.py')
  writeFileSync(script, serve(root, config))
  const child = spawn('python3', [script], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said = (said + text).slice(-4000)
    })
  const close = () => {
    // The server's workers are processes of the same group.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; ; tries++) {
    const up = await fetch('http://127.0.0.1:8000/resources/testharness.js').then(
      (answer) => answer.ok,
      () => false,
    )
    if (up) break
    if (child.exitCode !== null || tries > 100) {
      close()
      throw new Error(`the server of web-platform-tests did not start: ${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return {
    address: (secure) => (secure ? 'https://web-platform.test:8443' : 'http://web-platform.test:8000'),
    close,
  }
}
