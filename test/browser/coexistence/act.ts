type Within = (run: () => unknown) => unknown

/**
 * The page's work under an instrumentation.
 * @param within runs each step as the instrumentation requires
 * @returns what the page observed of it
 */
export async function act(within: Within): Promise<string[]> {
  const log: string[] = []
  addEventListener('unhandledrejection', (event) => log.push(`unhandled ${(event.reason as Error).name}`))
  const note = async (name: string, what: () => unknown) => {
    try {
      log.push(`${name}: ${String(await within(what))}`)
    } catch (error) {
      log.push(`${name} failed: ${(error as Error).name}`)
    }
  }
  const seen = (text: string) => text.replace(/\s+/g, ' ').slice(0, 200)
  log.push(`fetch ${seen(Function.prototype.toString.call(fetch))} ${fetch.name} ${fetch.length}`)
  for (const key of ['open', 'send'] as const)
    log.push(`${key} ${seen(Function.prototype.toString.call(XMLHttpRequest.prototype[key]))}`)
  log.push(`frames ${document.querySelectorAll('iframe').length}`)

  await note('fetch', () => fetch('/short').then((answer) => answer.text()))
  await note('posted', () =>
    fetch('/short', { method: 'POST', body: 'up', headers: { 'x-one': '1' } }).then((it) => it.status),
  )
  await note('request', () => fetch(new Request('/parsable')).then((answer) => answer.json().then(JSON.stringify)))
  await note('refused', () => fetch('http://127.0.0.1:1/refused'))
  const controller = new AbortController()
  await note('aborted', () => {
    const aborted = fetch('/silent', { signal: controller.signal })
    controller.abort()
    return aborted
  })
  // A rejection is reported as unhandled when its task ends, long before the next step's response arrives.
  within(() => void fetch('http://127.0.0.1:1/unhandled'))
  await note('after it', () =>
    fetch('/pieces')
      .then((answer) => answer.blob())
      .then((blob) => blob.size),
  )
  await note('streamed', () => readAll('/lines'))
  await note('cloned', () => fetch('/short').then(async (it) => `${await it.clone().text()} ${await it.text()}`))

  await note('xhr', () => request('GET', '/short'))
  await note('xhr posted', () => request('POST', '/short', 'up'))
  await note('xhr refused', () => request('GET', 'http://127.0.0.1:1/refused'))
  const socket = within(() => new WebSocket(`ws://${location.host}/socket`)) as WebSocket
  await note(
    'socket',
    () => new Promise((resolve) => socket.addEventListener('message', (event) => resolve(event.data))),
  )
  const closed = new Promise((resolve) => socket.addEventListener('close', (event) => resolve(event.code)))
  socket.close(4000)
  await note('closed', () => closed)
  return log
}

async function readAll(url: string): Promise<string> {
  const reader = (await fetch(url)).body!.getReader()
  let size = 0
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) size += piece.value.length
  return `${size}`
}

const request = (method: string, url: string, body?: string) =>
  new Promise((resolve) => {
    const events: string[] = []
    const xhr = new XMLHttpRequest()
    xhr.open(method, url)
    for (const type of ['loadstart', 'load', 'error', 'loadend'])
      xhr.addEventListener(type, () => events.push(`${type}@${xhr.readyState}`))
    xhr.onreadystatechange = () => events.push(`${xhr.readyState}`)
    xhr.addEventListener('loadend', () => resolve(`${xhr.status} ${events.join(' ')} ${xhr.responseText}`))
    xhr.send(body)
  })
