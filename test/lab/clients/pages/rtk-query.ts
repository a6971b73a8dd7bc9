import { configureStore } from '@reduxjs/toolkit'
import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query'

/** A store whose query is asked again by `pollingInterval`. */
export function start() {
  const api = createApi({
    baseQuery: fetchBaseQuery({ baseUrl: location.origin }),
    endpoints: (build) => ({ quote: build.query<unknown, void>({ query: () => 'quotes' }) }),
  })
  const store = configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    middleware: (standard) => standard().concat(api.middleware),
  })
  const asked = store.dispatch(
    api.endpoints.quote.initiate(undefined, { subscriptionOptions: { pollingInterval: 600 } }),
  )
  return () => asked.unsubscribe()
}
