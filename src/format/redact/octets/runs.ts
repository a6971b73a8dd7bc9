import type { RedactText } from '../leaf.ts'
import { nameless } from '../name-meaning.ts'

/** Octets of the shortest text that is looked at among others: shorter ones are mostly chance. */
const minRun = 8

/** Redacts what can be read as ASCII within octets of no known format, as `strings` shows it. @returns the same array where nothing was */
export function redactRuns(octets: Uint8Array, redact: RedactText): Uint8Array {
  let result = octets
  let from = 0
  for (let at = 0; at <= octets.length; at++) {
    const octet = octets[at]
    const isText =
      octet !== undefined && ((octet >= 0x20 && octet < 0x7f) || octet === 9 || octet === 10 || octet === 13)
    if (isText) continue
    if (at - from >= minRun) {
      let text = ''
      for (let place = from; place < at; place += 8192)
        text += String.fromCharCode(...octets.subarray(place, Math.min(at, place + 8192)))
      const changed = redact(text, { ...nameless, isHarmless: true })
      if (changed !== text && changed.length === text.length) {
        if (result === octets) result = octets.slice()
        for (let place = from; place < at; place++) result[place] = changed.charCodeAt(place - from)
      }
    }
    from = at + 1
  }
  return result
}
