/** The octets of base64 text; an empty array where it is not base64. */
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
