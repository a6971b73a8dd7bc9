// A pane shows some dozens of lines; what comes beyond this much is for the copy button.
const mostBytes = 64 * 1024
const perLine = 16

/** Offsets, octets and the printable characters among them, 16 to a line. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  const shown = Math.min(bytes.length, mostBytes)
  for (let offset = 0; offset < shown; offset += perLine) {
    const line = bytes.subarray(offset, Math.min(offset + perLine, shown))
    const octets = Array.from(line, (octet) => octet.toString(16).padStart(2, '0'))
    const halves = [octets.slice(0, 8).join(' '), octets.slice(8).join(' ')]
    const text = Array.from(line, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.'))
    lines.push(`${offset.toString(16).padStart(6, '0')}  ${halves.join('  ').padEnd(49)} ${text.join('')}`)
  }
  if (bytes.length > shown) lines.push(`… ${bytes.length - shown} bytes more`)
  return lines.join('\n')
}
