import { indexOf, uncurry } from './natives.ts'

let late = false

/**
 * Whether the hooks came when scripts of the page had run already. What they lie upon may then be functions of the page, which
 * look at their arguments in ways the browser does not: they must be handed on as they are.
 */
export const isLate = () => late

/** Said once, before any hook is put in. */
export function comeLate(): void {
  late = true
}

const nativeBody = '[native code]'
// 'function createBidirectionalStream() {\n    [native code]\n}', and room to spare.
const longestNative = 100
const textOf = uncurry(Function.prototype.toString)

/** Whether a function is visibly written in script. One that hides it is taken for the browser's. */
export function isScripted(found: unknown): boolean {
  if (typeof found !== 'function') return false
  const text = textOf(found)
  return text.length > longestNative || indexOf(text, nativeBody) < 0
}

/** Whether a function that was there before the hooks is visibly one of the page's. */
export const isOfPage = (found: unknown) => late && isScripted(found)
