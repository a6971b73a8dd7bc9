import PouchDB from 'pouchdb-browser'

/** A live replication from a server into the browser's database. */
export function start() {
  const local = new PouchDB('quotes')
  const replication = local.replicate.from(new PouchDB(`${location.origin}/db`), { live: true })
  return () =>
    new Promise<void>((resolve) => {
      replication.on('complete', () => resolve())
      replication.cancel()
    })
}
