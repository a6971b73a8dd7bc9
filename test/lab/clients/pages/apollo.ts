import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'

/** A query that is asked again by `pollInterval`. */
export function start() {
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: '/graphql' }) })
  const query = client.watchQuery({ query: gql`query Quote { quote { n price } }`, pollInterval: 600 })
  const watched = query.subscribe({})
  return () => watched.unsubscribe()
}
