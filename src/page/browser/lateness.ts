import { indexOf, uncurry } from './natives.ts'

let late = false

/**
 * Whether scripts of the page ran before the hooks were installed. The functions below the hooks may then be the page's
 * own, which read their arguments in ways the browser does not, so arguments must be passed on unchanged.
 */
export const isLate = () => late

/** Marks the hooks as installed late. Called at most once, before any hook is installed. */
export function comeLate(): void {
  late = true
}

const nativeBody = '[native code]'
// Length of 'function createBidirectionalStream() {\n [native code]\n}', with room to spare.
const maxNativeTextLength = 100
const textOf = uncurry(Function.prototype.toString)

/** Whether a function is visibly written in script. A script that hides its text is taken for a native. */
export function isScripted(found: unknown): boolean {
  if (typeof found !== 'function') return false
  const text = textOf(found)
  return text.length > maxNativeTextLength || indexOf(text, nativeBody) < 0
}

/** Whether a function that existed before the hooks is visibly the page's own. */
export const isOfPage = (found: unknown) => late && isScripted(found)
