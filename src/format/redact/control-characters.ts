/** Code units below 32 that texts have: tab, line ends, and the separators that protocols put between messages (29 to 31). */
const isUsual = (unit: number) => unit === 9 || unit === 10 || unit === 13 || unit === 12 || unit >= 29

/** The control characters of a text that no text has; zeros are counted by themselves, since frames of STOMP end with one. */
export function countControls(text: string): { zeros: number; others: number } {
  let zeros = 0
  let others = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0) zeros++
    else if ((unit < 32 && !isUsual(unit)) || unit === 127) others++
  }
  return { zeros, others }
}
