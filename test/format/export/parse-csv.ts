/** Reads CSV strictly by RFC 4180: throws where the text is not what its grammar allows. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let at = 0
  while (at < text.length) {
    const record: string[] = []
    for (;;) {
      record.push(text[at] === '"' ? quoted() : plain())
      if (text[at] === ',') {
        at++
        continue
      }
      if (text.slice(at, at + 2) !== '\r\n') throw new Error(`no line end at ${at}: ${text.slice(at, at + 20)}`)
      at += 2
      break
    }
    records.push(record)
  }
  return records

  function plain(): string {
    const end = /[",\r\n]|$/g
    end.lastIndex = at
    const from = at
    at = end.exec(text)!.index
    return text.slice(from, at)
  }

  function quoted(): string {
    let value = ''
    for (;;) {
      const end = text.indexOf('"', at + 1)
      if (end < 0) throw new Error('a quote is not closed')
      value += text.slice(at + 1, end)
      at = end + 1
      if (text[at] !== '"') return value
      value += '"'
    }
  }
}

/** The records after the header, as objects. */
export function recordsOf(text: string): Record<string, string>[] {
  const [header, ...records] = parseCsv(text)
  return records.map((record) => {
    if (record.length !== header!.length) throw new Error(`${record.length} cells under ${header!.length} names`)
    return Object.fromEntries(header!.map((name, index) => [name, record[index]!]))
  })
}
