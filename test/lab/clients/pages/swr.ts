import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import useSWR from 'swr'

const read = (url: string) => fetch(url).then((answer) => answer.json() as Promise<{ price: number }>)

function Quote() {
  const { data } = useSWR('/quotes', read, { refreshInterval: 600, dedupingInterval: 100 })
  return createElement('p', null, data?.price)
}

/** A React component whose data are fetched anew all the time. */
export function start() {
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  root.render(createElement(Quote))
  return () => root.unmount()
}
