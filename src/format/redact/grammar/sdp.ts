import type { Conceal, RedactText } from '../leaf.ts'
import { type NameMeaning, nameless } from '../name-meaning.ts'

const webrtc: NameMeaning = { ...nameless, rule: 'webrtc', isSure: true }
const address: NameMeaning = { ...nameless, rule: 'address', isSure: true }

/** What a line of a session description holds besides its name (RFC 8866; ICE: RFC 8839, 5; DTLS: RFC 8122, 5; SDES: RFC 4568, 9; ids: RFC 8830). */
const lines: readonly [RegExp, NameMeaning][] = [
  [/(?<=^a=ice-(?:ufrag|pwd):)\S+/gm, webrtc],
  [/(?<=^a=fingerprint:\S+ )[\dA-Fa-f:]+/gm, webrtc],
  [/(?<=\binline:)[^\s|;]+/g, webrtc],
  [
    /(?<=^a=(?:msid|msid-semantic|ssrc:\d+ (?:msid|cname|label|mslabel)):[^\r\n]*?)[\w+/=-]{16,}|(?<=\{)[\da-f-]{36}(?=\})/gim,
    webrtc,
  ],
  [/(?<=^o=)\S+(?= \d)/gm, webrtc],
  [/(?<=\bufrag )\S+/g, webrtc],
  [/(?<=^(?:[co]=|a=rtcp:)[^\r\n]*\bIN IP[46] )(?!0\.0\.0\.0|127\.|::1?\b)\S+/gm, address],
]
/** A candidate (RFC 8839, 5.1): foundation, component, transport, priority, address, port. Names of mDNS and `0.0.0.0` tell nothing. */
const candidate = /(\bcandidate:\S+ \d+ \w+ \d+ )(\S+)( \d+ typ \w+)(?: raddr (\S+))?/gi
const isTelling = (host: string) => !/\.local$|^0\.0\.0\.0$|^::$|^127\./.test(host)

export const isSdp = (text: string): boolean =>
  /^v=0\r?\n|^(?:a=)?candidate:\S+ \d+ \w+ \d+ \S+ \d+ typ /.test(text) ||
  /^(?:m=(?:audio|video|application) |a=(?:ice-ufrag|ice-pwd|fingerprint):)/m.test(text)

/** Redacts a session description, or a part of one such as a candidate: addresses, and what lets somebody join or recognise a device. */
export function redactSdp(text: string, redact: RedactText, conceal: Conceal): string {
  let result = text.replace(
    candidate,
    (_all, head: string, host: string, middle: string, related: string | undefined) => {
      const hidden = isTelling(host) ? conceal(host, address) : host
      const other = related === undefined ? '' : ` raddr ${isTelling(related) ? conceal(related, address) : related}`
      return head + hidden + middle + other
    },
  )
  for (const [pattern, meaning] of lines)
    result = result.replace(pattern, (value: string) => (value === '-' ? value : conceal(value, meaning)))
  // The name of a session, URLs and e-mail addresses of its owner stand in lines of free text.
  return result.replace(
    /^([siuep]=)([^\r\n]+)/gm,
    (_all, name: string, value: string) => name + redact(value, nameless),
  )
}
