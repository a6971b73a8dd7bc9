import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip, type Gzip } from 'node:zlib'

/**
 * A session file that is written while its session goes on. It is made by the first
 * `write`. Nothing throws: the first fault is kept, the rest left out.
 */
export interface SessionWriter {
  write(text: string): Promise<void>
  /** Begins the file anew. */
  restart(): Promise<void>
  /** @returns what went wrong, if anything */
  close(): Promise<string | undefined>
}

/** @param path ending in `.gz` for a compressed file; undefined for none at all */
export function createSessionWriter(path: string | undefined): SessionWriter {
  if (path === undefined) return { write: async () => {}, restart: async () => {}, close: async () => undefined }
  const target = path
  let problem: string | undefined
  let file: ReturnType<typeof open> | undefined

  function open() {
    const end = createWriteStream(target)
    const begin: Gzip | typeof end = target.endsWith('.gz') ? createGzip() : end
    if (begin !== end) begin.pipe(end)
    const fail = (error: NodeJS.ErrnoException) => {
      problem ??= `${target}: cannot be written (${error.code ?? error})`
      begin.destroy()
      end.destroy()
    }
    begin.on('error', fail)
    end.on('error', fail)
    return { begin, end }
  }
  async function finish(): Promise<void> {
    if (problem || !file) return
    file.begin.end()
    await finished(file.end).catch(() => {}) // it was told to `fail`
  }

  return {
    async write(text) {
      if (problem) return
      file ??= open()
      const { begin, end } = file
      if (begin.write(text)) return
      // Slower than the session: the rest waits, and with it whoever reads the session.
      await Promise.race([once(begin, 'drain'), once(end, 'close')]).catch(() => {})
    },
    async restart() {
      await finish()
      file = undefined
    },
    async close() {
      await finish()
      return problem
    },
  }
}
