import { expect, test } from 'vitest'
import { whole, withEach } from './hostile-events.ts'
import { parsed, reportOf } from './reported.ts'

/** Names of all elements and attributes of a document. */
function namesIn(document: ReturnType<typeof parsed>): { elements: Set<string>; attributes: Set<string> } {
  const all = [...document.querySelectorAll('*')]
  return {
    elements: new Set(all.map(({ tagName }) => tagName.toLowerCase())),
    attributes: new Set(all.flatMap((element) => element.getAttributeNames())),
  }
}

const attacks = [
  '"><img src=x onerror=alert(1)><script>alert(1)</script>',
  "'><svg onload=alert(1)><a href='javascript:alert(1)'>x</a>",
  '</title></style></main></svg><iframe srcdoc="<script>alert(1)</script>"></iframe><!--',
  '" style="background:url(//evil.test)" onmouseover="alert(1)" x="',
  '&lt;script&gt;&#60;script&#62;]]><![CDATA[<script>',
  '\u202e\u0000\u2028<\u0000script>\ud800',
]

const plain = namesIn(parsed(reportOf(whole, { redact: false })))

test.each(attacks)('%j is text wherever it stands', (attack) => {
  for (const redact of [true, false]) {
    const html = reportOf(withEach(attack), { redact, problem: attack })
    const document = parsed(html)
    const { elements, attributes } = namesIn(document)
    // The elements of a report are few, whatever it tells of: a stream that streams has no histogram, and the like.
    const known = [...plain.elements, 'figure', 'figcaption', 'rect']
    expect([...elements].filter((name) => !known.includes(name))).toEqual([])
    const knownAttributes = [...plain.attributes, 'x', 'y', 'width', 'height', 'stroke']
    expect([...attributes].filter((name) => !knownAttributes.includes(name) || name.startsWith('on'))).toEqual([])
    const links = [...document.querySelectorAll('[href]')].map((link) => link.getAttribute('href'))
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => !/^#stream-\d+$/.test(link!))).toEqual([])
    const styles = [...document.querySelectorAll('[style]')].map((one) => one.getAttribute('style'))
    expect(styles.filter((style) => !/^width: ?[\d.e-]+%;?$/.test(style!))).toEqual([])
  }
})

test('a text of a page is shown as it is', () => {
  const html = reportOf(withEach(attacks[0]!), { redact: false })
  expect(parsed(html).querySelector('main')?.textContent).toContain('<script>alert(1)</script>')
})

test('the policy comes before all that it is for, and lets nothing be loaded or run', () => {
  const html = reportOf(whole)
  const document = parsed(html)
  const { head } = document
  const policy = head.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content')
  expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
  expect([...head.children].map(({ tagName }) => tagName).slice(0, 2)).toEqual(['META', 'META'])
  const style = head.querySelector('style')?.textContent ?? ''
  expect(style).toContain('prefers-color-scheme: dark')
  expect(style).not.toMatch(/url\(|@import|<\/style/)
  expect([...document.querySelectorAll('script, link, img, iframe, object, form, input, [src]')]).toEqual([])
})
