import type { AsyncBuffer } from 'hyparquet'
import type { FleetColumn } from './fleet-table.ts'
import { columnsIn, schemaOf, sizeOf, storedValue } from './parquet-values.ts'

/** A Parquet file while it is written. */
export interface ParquetFile {
  /** Bytes, roughly, of the rows that wait for the end of their row group. */
  readonly waiting: number
  /** Adds a row: a value for each column. */
  add(values: readonly unknown[]): void
  /** Ends the row group, if it has rows. */
  flush(): void
  /** Ends the file. */
  finish(): void
}

/** Reads and writes Parquet files. */
export interface Parquet {
  /** @param append takes the bytes of the file, in order; they are used again afterwards */
  create(columns: readonly FleetColumn[], append: (bytes: Uint8Array) => void): ParquetFile
  /**
   * Writes a file again without some sessions.
   * @param append takes the bytes of the new file
   * @returns what is left: `all` where the file has none of the sessions, and nothing was written; `none` where it has no others
   * @throws Error with a sentence where the file is not one of ours
   */
  without(
    file: AsyncBuffer,
    sessions: ReadonlySet<string>,
    append: (bytes: Uint8Array) => void,
  ): Promise<'all' | 'some' | 'none'>
}

/**
 * Bytes of a row group before they are packed, roughly: tens of thousands of rows. Engines skip row groups by their statistics, and read
 * several at once. Memory holds one for each part that is being written, three times over while it is packed.
 */
const rowGroupSize = 8_000_000

/** Loads the packages for Parquet, which only this file knows: no other conversion needs them. */
export async function loadParquet(): Promise<Parquet> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')

  function create(columns: readonly FleetColumn[], append: (bytes: Uint8Array) => void): ParquetFile {
    const bytes = new ByteWriter()
    const flushBytes = () => {
      append(bytes.getBytes())
      bytes.index = 0
    }
    const writer = Object.assign(bytes, { flush: flushBytes, finish: flushBytes })
    const file = new ParquetWriter({ writer, schema: schemaOf(columns) })
    let data: unknown[][] = columns.map(() => [])
    let waiting = 0
    function flush(): void {
      if (data[0]!.length === 0) return
      file.write({
        columnData: columns.map(({ name }, index) => ({ name, data: data[index]! })),
        rowGroupSize: data[0]!.length,
      })
      data = columns.map(() => [])
      waiting = 0
    }
    return {
      get waiting() {
        return waiting
      },
      add(values) {
        for (const [index, { type }] of columns.entries()) {
          const value = storedValue(type, values[index])
          data[index]!.push(value)
          waiting += sizeOf(value)
        }
        if (waiting >= rowGroupSize) flush()
      },
      flush,
      finish() {
        flush()
        file.finish()
      },
    }
  }

  const without: Parquet['without'] = async (file, sessions, append) => {
    const metadata = await parquetMetadataAsync(file)
    const columns = columnsIn(metadata.schema)
    if (typeof columns === 'string') throw new Error(`its column ${columns} is none that Duplex writes`)
    const read = (range: { rowStart: number; rowEnd: number }, names?: string[]) =>
      parquetReadObjects({ file, metadata, ...range, ...(names && { columns: names }) })
    const groups = rangesOf(metadata.row_groups)
    const left = { here: 0, gone: 0 }
    for (const range of groups)
      for (const row of await read(range, ['session'])) left[sessions.has(row['session']) ? 'gone' : 'here']++
    if (left.gone === 0) return 'all'
    if (left.here === 0) return 'none'
    const written = create(columns, append)
    for (const range of groups)
      for (const row of await read(range))
        if (!sessions.has(row['session'])) written.add(columns.map(({ name }) => row[name]))
    written.finish()
    return 'some'
  }

  return { create, without }
}

/** The rows of each group, by their numbers in the file: memory holds one group at a time. */
function rangesOf(groups: readonly { num_rows: bigint }[]): { rowStart: number; rowEnd: number }[] {
  let rowEnd = 0
  return groups.map(({ num_rows }) => {
    const rowStart = rowEnd
    rowEnd += Number(num_rows)
    return { rowStart, rowEnd }
  })
}
