import OpenAI from 'openai'

/** A conversation by each of the two interfaces, both as streams. */
export function start() {
  const client = new OpenAI({ apiKey: 'none', baseURL: `${location.origin}/v1`, dangerouslyAllowBrowser: true })
  const ends = [completions(client), responses(client)]
  return () => Promise.all(ends)
}

async function completions(client: OpenAI): Promise<void> {
  for (const content of ['prices', 'thanks']) {
    const messages = [{ role: 'user' as const, content }]
    for await (const { choices } of await client.chat.completions.create({ model: 'm', messages, stream: true }))
      document.title += choices[0]?.delta.content ?? ''
  }
}

async function responses(client: OpenAI): Promise<void> {
  for (const input of ['prices', 'thanks'])
    for await (const event of await client.responses.create({ model: 'm', input, stream: true }))
      if (event.type === 'response.output_text.delta') document.title += event.delta
}
