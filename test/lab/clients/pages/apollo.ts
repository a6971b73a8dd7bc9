import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'

const clientOf = (uri: string) => new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri }) })

/** A query that is asked again by `pollInterval`, and a subscription over HTTP. */
export function start() {
  const query = clientOf('/graphql').watchQuery({ query: gql`query Quote { quote { n price } }`, pollInterval: 600 })
  const subscriptions = [
    query.subscribe({}),
    clientOf('/subscriptions').subscribe({ query: gql`subscription Quotes { quote { n price } }` }).subscribe({}),
  ]
  return () => {
    for (const one of subscriptions) one.unsubscribe()
  }
}
