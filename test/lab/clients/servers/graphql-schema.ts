// The file by its name, since the libraries for servers load that one: a schema of another copy is refused.
import { GraphQLFloat, GraphQLInt, GraphQLObjectType, GraphQLSchema } from 'graphql/index.js'
import type { Update } from '../feed.ts'
import { feedGenerator } from './feed-generator.ts'

const quote = new GraphQLObjectType<Update>({
  name: 'Quote',
  fields: { n: { type: GraphQLInt }, price: { type: GraphQLFloat } },
})

/** The feed as a subscription. */
export const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { quote: { type: quote, resolve: () => ({ n: 0, price: 100 }) } },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: { quote: { type: quote, subscribe: () => feedGenerator(), resolve: (update: Update) => update } },
  }),
})
