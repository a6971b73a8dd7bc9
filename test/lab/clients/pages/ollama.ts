import { Ollama } from 'ollama/browser'

/** A question whose answer is a stream. */
export function start() {
  const end = ask(new Ollama({ host: location.origin }))
  return () => end
}

async function ask(client: Ollama): Promise<void> {
  const messages = [{ role: 'user', content: 'prices' }]
  for await (const { message } of await client.chat({ model: 'm', messages, stream: true }))
    document.title += message.content
}
