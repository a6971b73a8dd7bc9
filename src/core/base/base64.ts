/**
 * Decodes base64 text, as `data` fields of events and the columns of messages hold it. Never throws, for the text comes from a
 * page or a file.
 * @returns its octets; an empty array where the text is not base64
 */
export function fromBase64(data: string): Uint8Array {
  let binary: string
  try {
    if (nativeFrom) return nativeFrom.call(Uint8Array, data)
    binary = atob(data)
  } catch {
    return new Uint8Array(0)
  }
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

// Not in TypeScript's library of all supported versions, nor in all supported browsers.
const native = (Uint8Array.prototype as { toBase64?: () => string }).toBase64
const nativeFrom = (Uint8Array as { fromBase64?: (data: string) => Uint8Array }).fromBase64

/** Encodes octets as base64. */
export function toBase64(bytes: Uint8Array): string {
  if (native) return native.call(bytes)
  let binary = ''
  // In pieces: a call takes a limited number of arguments.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
