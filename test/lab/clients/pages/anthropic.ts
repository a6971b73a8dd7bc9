import Anthropic from '@anthropic-ai/sdk'

/** A conversation whose answers are streams. */
export function start() {
  const client = new Anthropic({ apiKey: 'none', baseURL: location.origin, dangerouslyAllowBrowser: true })
  const end = converse(client)
  return () => end
}

async function converse(client: Anthropic): Promise<void> {
  for (const content of ['prices', 'thanks']) {
    const stream = client.messages.stream({ model: 'm', max_tokens: 100, messages: [{ role: 'user', content }] })
    document.title += await stream.finalText()
  }
}
