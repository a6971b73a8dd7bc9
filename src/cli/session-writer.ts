import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip, type Gzip } from 'node:zlib'

/**
 * Writes a session file while the session is recorded. The first `write` creates the file. Nothing throws: the first error
 * is kept, and later writes are dropped.
 */
export interface SessionWriter {
  write(text: string): Promise<void>
  /** Starts the file again from the beginning. */
  restart(): Promise<void>
  /** @returns the first error as a sentence, if there was one */
  close(): Promise<string | undefined>
}

/** @param path a name that ends in `.gz` is compressed; undefined writes nothing */
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
    await finished(file.end).catch(() => {}) // the error went to `fail`
  }

  return {
    async write(text) {
      if (problem) return
      file ??= open()
      const { begin, end } = file
      if (begin.write(text)) return
      // The disk is slower than the session: the caller waits until it has caught up.
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
