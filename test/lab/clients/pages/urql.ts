import { Client, fetchExchange, gql } from '@urql/core'

/** A query that a timer asks again, and a subscription that is answered by events at the same address. */
export function start() {
  const client = new Client({
    url: new URL('/graphql', location.href).href,
    exchanges: [fetchExchange],
    fetchSubscriptions: true,
    preferGetMethod: true,
  })
  const ask = () =>
    client.query(gql`query Quote { quote { n price } }`, {}, { requestPolicy: 'network-only' }).toPromise()
  const timer = setInterval(ask, 600)
  const watched = client.subscription(gql`subscription Quotes { quote { n price } }`, {}).subscribe(() => {})
  return () => {
    clearInterval(timer)
    watched.unsubscribe()
  }
}
