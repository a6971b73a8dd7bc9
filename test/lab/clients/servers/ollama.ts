import type { Family } from '../family.ts'
import { feedGenerator } from './feed-generator.ts'

/** A stand-in for Ollama, which answers with a line of JSON for each piece of text. */
export const ollamaFamily = (): Family => ({
  attach(server) {
    server.on('request', async ({ url }, response) => {
      if (url !== '/api/chat') return
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      const say = (content: string, done: boolean) =>
        response.write(`${JSON.stringify({ model: 'm', message: { role: 'assistant', content }, done })}\n`)
      for await (const { n, price } of feedGenerator()) say(`Price ${n} is ${price} €. `, false)
      say('', true)
      response.end()
    })
  },
  settled: (seen) => seen.some(({ path, answered }) => answered && path === '/api/chat'),
})
