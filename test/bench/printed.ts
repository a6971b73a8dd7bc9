/** All lines that the bench has printed, for the document that `--write` writes them into. */
export const printed: string[] = []

/** Prints a line of a bench's result. */
export function print(line: string): void {
  printed.push(line)
  console.log(line)
}

/** Prints rows as a Markdown table: the fields of the first row are its columns. */
export function printTable(rows: readonly object[]): void {
  const columns = Object.keys(rows[0] ?? {})
  const lineOf = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`
  print('')
  print(lineOf(columns))
  print(lineOf(columns.map(() => '---')))
  for (const row of rows) print(lineOf(Object.values(row)))
  print('')
}
