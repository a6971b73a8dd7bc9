import { expect, test } from 'vitest'
import { isPanel, type Sender, tabOfContentScript } from '../../src/background/sender.ts'

const extension = { id: 'duplex', base: 'chrome-extension://duplex/' }
const panel = { id: 'duplex', url: 'chrome-extension://duplex/panel/panel.html' }
const script = { id: 'duplex', url: 'https://site.test/', tab: { id: 7 }, frameId: 3 }

test.each<[string, Sender]>([
  ['in the developer tools', panel],
  ['that tells its origin', { ...panel, origin: 'chrome-extension://duplex' }],
  ['in developer tools that have a window of their own', { ...panel, tab: { id: 7 }, frameId: 3 }],
  ['in a tab of its own', { ...panel, url: `${panel.url}?tab=5`, tab: { id: 4 }, frameId: 0 }],
])('a panel %s is a panel', (_name, sender) => {
  expect(isPanel(sender, extension)).toBe(true)
  expect(tabOfContentScript(sender, extension)).toBeUndefined()
})

test.each<[string, Sender | undefined]>([
  ['nobody', undefined],
  ['a content script', script],
  ['a content script of a page that resembles a panel', { ...script, url: `https://site.test/${panel.url}` }],
  ['another extension', { ...panel, id: 'other' }],
  ['another page of this extension', { ...panel, url: 'chrome-extension://duplex/other.html' }],
  ['a page of another extension', { ...panel, url: 'chrome-extension://duplex2/panel/panel.html' }],
  ['a sender of another origin', { ...panel, origin: 'https://site.test' }],
  ['a sender of no origin', { ...panel, origin: 'null' }],
])('%s is no panel', (_name, sender) => {
  expect(isPanel(sender, extension)).toBe(false)
})

test('a bridge is a content script of a tab', () => {
  expect(tabOfContentScript(script, extension)).toBe(7)
  expect(tabOfContentScript({ ...script, id: 'other' }, extension)).toBeUndefined()
  expect(tabOfContentScript({ ...script, tab: undefined }, extension)).toBeUndefined()
  expect(tabOfContentScript(undefined, extension)).toBeUndefined()
})
