import { throughCoding } from '../coding/coding.ts'
import { entities } from '../coding/entities.ts'
import type { RedactText } from '../leaf.ts'
import { meaningOf, type NameMeaning, nameless } from '../name-meaning.ts'

/** A tag with its attributes, CDATA, a comment, or text; of what is cut off, as much as there is. */
const piece =
  /<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<(\/?)([\w:.-]+)((?:\s+[\w:.@-]+(?:\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s"'<>]+))?)*)\s*\/?>?|([^<]+)|</g
const attribute = /([\w:.@-]+)(\s*=\s*)("[^"]*"?|'[^']*'?|[^\s"'<>]+)/g

/** Elements whose text is the name of what follows, as in XML-RPC and property lists; attributes that do the same. */
const namingElement = /^(?:name|key|param|parameter)$/i
const namingAttribute = /^(?:name|key|id|property|http-equiv|type)$/i
const valueAttribute = /^(?:value|content|val)$/i

/** Elements of HTML without an end tag (https://html.spec.whatwg.org/#void-elements). */
const voidElement = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i
/** Elements within one another whose names are kept. */
const maxDepth = 1000

const local = (name: string) => name.slice(name.indexOf(':') + 1)

const isSure = (meaning: NameMeaning) => meaning.rule !== undefined && meaning.isSure

/** Redacts XML or HTML: text by the name of its element, attributes by theirs. */
export function redactXml(text: string, redact: RedactText): string {
  /** Meanings of the elements that are open, the outermost first. */
  const open: NameMeaning[] = []
  /** What a name in `<name>` or `<key>` means for the text that follows. */
  let named: NameMeaning | undefined
  let isName = false
  return text.replace(
    piece,
    (
      all: string,
      cdata: string | undefined,
      end: string | undefined,
      tag: string | undefined,
      attributes: string,
      plain: string | undefined,
    ) => {
      if (tag !== undefined) {
        if (end) {
          open.pop()
          isName = false
          return all
        }
        isName = namingElement.test(local(tag))
        const own = meaningOf(local(tag))
        const said = namesIn(attributes)
        const above = open.at(-1)
        const element = own.rule ? own : said && isSure(said) ? said : above && isSure(above) ? above : own
        if (!/\/>?$/.test(all) && !voidElement.test(tag) && open.length < maxDepth) open.push(element)
        const shown = attributes.replace(
          attribute,
          (_pair, name: string, is: string, value: string) => name + is + redactValue(name, value, said),
        )
        return all.replace(attributes, () => shown)
      }
      if (all.startsWith('<!--')) return `<!--${redact(all.slice(4), nameless)}`
      const content = cdata ?? plain
      if (content === undefined || content.trim() === '') return all
      if (isName) {
        const meaning = meaningOf(content.trim())
        named = isSure(meaning) ? meaning : undefined
        return all
      }
      const element = open.at(-1) ?? nameless
      const meaning = element.rule ? element : (named ?? element)
      named = undefined
      // White space around a text is layout.
      const [, before = '', value = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(content)!
      const shown =
        cdata === undefined ? throughCoding(entities, value, (meant) => redact(meant, meaning)) : redact(value, meaning)
      return all.replace(content, () => before + shown + after)
    },
  )

  function redactValue(name: string, value: string, said: NameMeaning | undefined): string {
    const own = meaningOf(local(name))
    const meaning = !own.rule && valueAttribute.test(name) && said && isSure(said) ? said : own
    const quote = /^["']/.exec(value)?.[0] ?? ''
    const end = quote !== '' && value.length > 1 && value.endsWith(quote) ? quote : ''
    const inner = value.slice(quote.length, value.length - end.length)
    return quote + throughCoding(entities, inner, (meant) => redact(meant, meaning)) + end
  }
}

/** What the attributes say that the element holds: the name of a field, or `type="password"`. */
function namesIn(attributes: string): NameMeaning | undefined {
  for (const [, name = '', , value = ''] of attributes.matchAll(attribute)) {
    const meaning = namingAttribute.test(name) ? meaningOf(value.replace(/["']/g, '')) : undefined
    if (meaning?.rule) return meaning
  }
  return undefined
}
