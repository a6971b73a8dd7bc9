import { toPrimitive } from './natives.ts'

/** What the browser gets in place of an argument that it will turn into text, and the text once it has. */
export interface TextArgument {
  passed: unknown
  text: string | undefined
}

/**
 * Sees the text that the browser makes of an argument. For an object it is handed a stand-in, which it converts exactly when it
 * would have converted the object: code of the page then runs once, at its time, and what it throws passes through.
 */
export function textArgument(value: unknown): TextArgument {
  const one: TextArgument = { passed: value, text: undefined }
  if (typeof value === 'string') one.text = value
  else if ((typeof value === 'object' && value !== null) || typeof value === 'function')
    one.passed = {
      __proto__: null,
      [toPrimitive]() {
        one.text = `${value as object}`
        return one.text
      },
    }
  else if (typeof value !== 'symbol') one.text = `${value as number | boolean | bigint | null | undefined}`
  return one
}
