/**
 * Decodes base64 text, as `data` fields of events and the columns of messages hold it. Never throws, for the text comes from a
 * page or a file.
 * @returns its octets; an empty array where the text is not base64
 */
export function fromBase64(data: string): Uint8Array {
  let binary: string
  try {
    binary = atob(data)
  } catch {
    return new Uint8Array(0)
  }
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
