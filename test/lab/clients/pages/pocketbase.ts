import PocketBase from 'pocketbase'

/** A subscription to a collection. */
export function start() {
  const client = new PocketBase(location.origin)
  void client.collection('quotes').subscribe('*', () => {})
  return () => client.realtime.unsubscribe()
}
