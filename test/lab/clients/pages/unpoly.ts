import 'unpoly'

/** An element that is loaded anew all the time. */
export function start() {
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = '<p id="quote" up-poll up-interval="600" up-source="/quotes"></p>'
  const { up } = window as unknown as { up: { hello(element: Element): void; destroy(element: Element): void } }
  up.hello(root)
  return () => up.destroy(root)
}
