import { Upload } from 'tus-js-client'

const bytes = 1_000_000

/** A file that goes up part by part, each as soon as the one before is stored: regular requests that are no polls. */
export function start() {
  const upload = new Upload(new Blob([new Uint8Array(bytes)]), {
    endpoint: '/files/',
    chunkSize: bytes / 10,
    retryDelays: [],
    storeFingerprintForResuming: false,
  })
  upload.start()
  return () => {}
}
