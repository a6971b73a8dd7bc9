import { type FileReaderWorker, type OpenedFile, openFile } from '../../../panel/capture/open/opened-file.ts'
import type { FromReader, ToReader } from '../../../panel/capture/open/reader-messages.ts'
import { sendFile } from '../../../panel/capture/open/send-file.ts'

/** A worker that runs here: each message is a task of its own, as between threads. */
export function workerHere() {
  const told: FromReader[] = []
  const posted: ToReader[] = []
  let ended = false
  let takenBefore = 0
  let waiting = () => {}
  const worker: FileReaderWorker = {
    onmessage: null,
    onerror: null,
    terminate() {
      ended = true
    },
    postMessage(message: ToReader) {
      posted.push(message)
      if (message.kind === 'taken') {
        takenBefore++
        waiting()
        return
      }
      void sendFile(message.file, {
        post(item) {
          if (ended) return
          told.push(item)
          setImmediate(() => {
            if (!ended) worker.onmessage?.call(worker as Worker, { data: item } as MessageEvent)
          })
        },
        async taken() {
          if (takenBefore === 0) await new Promise<void>((resolve) => (waiting = resolve))
          takenBefore--
        },
      })
    },
  }
  return { worker, told, posted, ended: () => ended }
}

/** Opens a file with a worker that runs here. */
export async function openHere(file: File): Promise<OpenedFile & { told: FromReader[]; shares: number[] }> {
  const here = workerHere()
  const shares: number[] = []
  const opened = await openFile(file, {
    payloads: 1e6,
    onProgress: (share) => shares.push(share),
    cancel: new AbortController().signal,
    startWorker: () => here.worker,
  })
  if (!opened) throw new Error('nobody cancelled it')
  return { ...opened, told: here.told, shares }
}
