import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { techniques } from '../../src/core/verdict/technique.ts'

const css = readFileSync(new URL('../../panel/views/look.css', import.meta.url), 'utf8')

function tokens(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]))
}

// Relative luminance by WCAG 2.2.
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light! + 0.05) / (dark! + 0.05)
}

const [, light = '', dark = ''] = css.split(/:root[^{]*\{/)

describe.each([
  ['light', tokens(light.split('}')[0]!)],
  ['dark', tokens(dark.split('}')[0]!)],
])('%s', (_name, colours) => {
  const grounds = ['ground', 'bar', 'hover', 'selected'] as const

  test.each(['text', 'dim', 'warn', 'bad', 'in', 'out'])('text in %s reaches 4.5:1', (name) => {
    for (const ground of grounds) expect(contrast(colours[name]!, colours[ground]!), ground).toBeGreaterThanOrEqual(4.5)
  })

  test.each([...techniques, 'focus', 'useful', 'overhead', 'record'])('marks in %s reach 3:1', (name) => {
    for (const ground of grounds) expect(contrast(colours[name]!, colours[ground]!), ground).toBeGreaterThanOrEqual(3)
  })

  test('notices can be read', () => {
    for (const ground of ['info', 'alarm'])
      expect(contrast(colours['text']!, colours[ground]!)).toBeGreaterThanOrEqual(4.5)
  })
})
