import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/arguments/arguments.ts'
import { type CommandName, usageOf } from '../../src/cli/usage.ts'
import { root } from './run-command.ts'

/** Every command has a file for its arguments. */
const commands = readdirSync(join(root, 'src/cli/arguments'))
  .filter((name) => name.endsWith('-arguments.ts'))
  .map((name) => name.replace('-arguments.ts', '') as CommandName)

test('help lists every command', () => {
  expect(commands.length).toBeGreaterThan(5)
  for (const command of commands) expect(usageOf()).toContain(`duplex ${command} `)
  for (const words of [['help'], ['--help'], ['-h']])
    expect(parseArguments(words)).toEqual({ command: 'help', about: undefined })
})

describe.each(commands)('help for %s', (command) => {
  test('is asked for in three ways', () => {
    for (const words of [
      [command, '--help'],
      [command, '-h'],
      ['help', command],
    ])
      expect(parseArguments(words)).toEqual({ command: 'help', about: command })
  })

  test('explains every option that its forms have', () => {
    const [forms = '', rest = ''] = usageOf(command).split('\n\n')
    const options = new Set(forms.match(/--[a-z-]+/g))
    expect(options.size).toBeGreaterThan(0)
    for (const option of options) expect(rest).toMatch(new RegExp(`^ {2}(?:--.+ )?${option}\\b`, 'm'))
  })

  test('has examples that the command understands', () => {
    const examples = usageOf(command)
      .split('\n')
      .filter((line) => /^ {2}.*duplex /.test(line))
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) {
      const words = example.replace(/^.*duplex /, '').replace(/ >.*$/, '')
      expect(parseArguments(words.split(' '))).toMatchObject({ command })
    }
  })
})

test('a command that is not there has no help', () => {
  expect(() => parseArguments(['help', 'nothing'])).toThrow("unknown command 'nothing'")
  expect(() => parseArguments(['help', 'constructor'])).toThrow("unknown command 'constructor'")
})
