import type { Conceal, RedactText } from '../leaf.ts'
import { type NameMeaning, nameless } from '../name-meaning.ts'

const webrtc: NameMeaning = { ...nameless, rule: 'webrtc', isSure: true }
const address: NameMeaning = { ...nameless, rule: 'address', isSure: true }

/** What a line of a session description holds (RFC 8866; ICE: RFC 8839, 5; DTLS: RFC 8122, 5; SDES: RFC 4568, 9; ids: RFC 8830). */
const lines: readonly [line: RegExp, value: RegExp, meaning: NameMeaning][] = [
  [/^a=ice-(?:ufrag|pwd):/, /(?<=^a=ice-\w{3,5}:)\S+/, webrtc],
  [/^a=fingerprint:/, /(?<=^a=fingerprint:\S{1,20} )[\dA-Fa-f:]+/, webrtc],
  [/inline:/, /(?<=inline:)[^\s|;]+/g, webrtc],
  [/^a=(?:msid|ssrc)/, /(?<![\w+/=-])[\w+/=-]{16,}|(?<=\{)[\da-f-]{36}(?=\})/gi, webrtc],
  [/^o=/, /(?<=^o=)\S+(?= \d)/, webrtc],
  [/^(?:[co]=|a=rtcp:)/, /(?<=\bIN IP[46] )(?!0\.0\.0\.0|127\.|::1?\b)\S+/, address],
]
const candidateFragment = /(?<=\bufrag )\S+/g

/** A candidate (RFC 8839, 5.1): foundation, component, transport, priority, address, port. Names of mDNS and `0.0.0.0` tell nothing. */
const candidate =
  /(\bcandidate:\S{1,64} \d{1,5} \w{1,10} \d{1,12} )(\S{1,255})( \d{1,5} typ \w{1,10})(?: raddr (\S{1,255}))?/gi
const isTelling = (host: string) => !/\.local$|^0\.0\.0\.0$|^::$|^127\./.test(host)

export const isSdp = (text: string): boolean =>
  /^v=0\r?\n|^(?:a=)?candidate:\S+ \d+ \w+ \d+ \S+ \d+ typ /.test(text) ||
  /^(?:m=(?:audio|video|application) |a=(?:ice-ufrag|ice-pwd|fingerprint):)/m.test(text)

/** Redacts a session description, or a part of one such as a candidate: addresses, and what lets somebody join or recognise a device. */
export function redactSdp(text: string, redact: RedactText, conceal: Conceal): string {
  const shown = text.replace(
    candidate,
    (_all, head: string, host: string, middle: string, related: string | undefined) => {
      const hidden = isTelling(host) ? conceal(host, address) : host
      const other = related === undefined ? '' : ` raddr ${isTelling(related) ? conceal(related, address) : related}`
      return head + hidden + middle + other
    },
  )
  const result = shown.replace(/[^\r\n]+/g, (line) => redactLine(line, conceal))
  // The name of a session, URLs and e-mail addresses of its owner stand in lines of free text.
  return result.replace(
    /^([siuep]=)([^\r\n]+)/gm,
    (_all, name: string, value: string) => name + redact(value, nameless),
  )
}

function redactLine(line: string, conceal: Conceal): string {
  let result = line
  for (const [begins, value, meaning] of lines)
    if (begins.test(line))
      result = result.replace(value, (found: string) => (found === '-' ? found : conceal(found, meaning)))
  return result.includes('ufrag ') ? result.replace(candidateFragment, (found) => conceal(found, webrtc)) : result
}
