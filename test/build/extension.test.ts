import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { zipFolder } from '../../src/build/package.ts'

// These tests check the built extension: the README's test command runs `npm run build` first.
const dist = fileURLToPath(new URL('../../dist', import.meta.url))

type Statement = ReturnType<typeof parseSync>['program']['body'][number]

interface Manifest {
  permissions: string[]
  host_permissions: string[]
  optional_permissions?: string[]
  web_accessible_resources?: unknown
  content_scripts?: unknown
  externally_connectable?: unknown
  content_security_policy: { extension_pages: string }
  background: { service_worker?: string; scripts?: string[]; type?: string }
}

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test.each(['chrome', 'firefox'])(
  'the %s build asks for no more permissions than it needs and exposes nothing to pages',
  (browser) => {
    const manifest = JSON.parse(readFileSync(join(dist, browser, 'manifest.json'), 'utf8')) as Manifest
    expect(manifest.permissions.sort()).toEqual(['scripting', 'storage'])
    expect(manifest.host_permissions).toEqual(['<all_urls>'])
    expect(manifest.optional_permissions).toBeUndefined()
    expect(manifest.web_accessible_resources).toBeUndefined()
    expect(manifest.externally_connectable).toBeUndefined()
    // Hooks are registered while a panel is open; a static content script would run in every page for ever.
    expect(manifest.content_scripts).toBeUndefined()
    const policy = manifest.content_security_policy.extension_pages
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(browser === 'firefox' ? manifest.background.scripts : manifest.background.service_worker).toBeTruthy()
  },
)

test.each(['chrome', 'firefox'])(
  'the %s build injects whole scripts, not loaders, and runs no text as code',
  (browser) => {
    const names = files(join(dist, browser))
    expect(names.filter((name) => /-loader/.test(name) && !name.endsWith('service-worker-loader.js'))).toEqual([])
    for (const name of ['src/page/hook.iife.js', 'src/bridge/bridge.iife.js']) {
      const text = readFileSync(join(dist, browser, name), 'utf8')
      expect(text).not.toMatch(/\bimport\s*\(|^\s*(import|export)\s/m)
    }
    const hook = readFileSync(join(dist, browser, 'src/page/hook.iife.js'), 'utf8')
    expect(hook).not.toMatch(/chrome\.runtime|browser\.runtime/)
    for (const name of names.filter((one) => one.endsWith('.js'))) {
      expect(readFileSync(name, 'utf8')).not.toMatch(/\beval\(|new Function\(|\.innerHTML\s*=/)
    }
  },
)

test.each(['chrome', 'firefox'])(
  'every script in the %s build is strict: a page can get no function of ours from a stack',
  (browser) => {
    const names = files(join(dist, browser))
    const injected = names.filter((name) => name.endsWith('.iife.js'))
    expect(injected).toHaveLength(3)
    for (const name of injected) {
      const { program } = parseSync(name, readFileSync(name, 'utf8'))
      expect([name, program.body.map(isStrictCall)]).toEqual([name, [true]])
    }
    // All others are modules, which are strict by the language.
    const { background } = JSON.parse(readFileSync(join(dist, browser, 'manifest.json'), 'utf8')) as Manifest
    expect(background.type).toBe('module')
    for (const name of names.filter((one) => one.endsWith('.html')))
      for (const [tag] of readFileSync(name, 'utf8').matchAll(/<script\b[^>]*>/g))
        expect(tag).toContain('type="module"')
  },
)

/** Whether a statement calls a function, written in place, whose code is strict. */
function isStrictCall(statement: Statement): boolean {
  if (statement.type !== 'ExpressionStatement') return false
  let call = statement.expression
  if (call.type === 'UnaryExpression') call = call.argument
  let called = call.type === 'CallExpression' ? call.callee : undefined
  if (called?.type === 'ParenthesizedExpression') called = called.expression
  if (called?.type !== 'FunctionExpression') return false
  const first = called.body?.body[0]
  return first !== undefined && 'directive' in first && first.directive === 'use strict'
}

test('a package depends on nothing but names and contents', () => {
  const copy = mkdtempSync(join(tmpdir(), 'duplex-package-'))
  try {
    cpSync(join(dist, 'chrome'), copy, { recursive: true })
    for (const [index, name] of files(copy).entries()) utimesSync(name, 1_000_000 + index, 2_000_000 + index)
    const hash = (folder: string) => createHash('sha256').update(zipFolder(folder)).digest('hex')
    expect(hash(copy)).toBe(hash(join(dist, 'chrome')))
  } finally {
    rmSync(copy, { recursive: true })
  }
})
