import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { Family } from '../family.ts'
import { eventStream } from './events.ts'
import { feedGenerator } from './feed-generator.ts'

/** In ms, between the words of a short answer. */
const wordMs = 30

/** A word of an answer as its server writes it, and what stands before and after the words. */
interface Dialect {
  path: string
  before: string
  word(text: string): string
  after: string
}

/** Stand-ins of servers of language models, which answer by events: with the feed where prices are asked, else with a few words. */
export function languageModelFamily(dialects: readonly Dialect[]): Family {
  return {
    attach(server) {
      server.on('request', async (request, response) => {
        const dialect = dialects.find(({ path }) => request.url === path)
        if (dialect) await speak(dialect, (await text(request)).includes('prices'), response)
      })
    },
    settled: (seen) =>
      dialects.every(({ path, after }) => {
        const done = seen.filter((one) => one.path === path && one.answered && one.answer.includes(after.trim()))
        return done.length >= 2
      }),
  }
}

async function speak({ before, word, after }: Dialect, prices: boolean, response: ServerResponse): Promise<void> {
  eventStream(response).write(before)
  if (prices) for await (const { n, price } of feedGenerator()) response.write(word(`Price ${n} is ${price} €. `))
  else
    for (const piece of ['You ', 'are ', 'welcome.']) {
      response.write(word(piece))
      await wait(wordMs)
    }
  response.end(after)
}

const named = (type: string, more: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`

const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`

/** Both of OpenAI's interfaces. */
export const openAiFamily = () =>
  languageModelFamily([
    {
      path: '/v1/chat/completions',
      before: chunk({ role: 'assistant', content: '' }),
      word: (content) => chunk({ content }),
      after: `${chunk({}, 'stop')}data: [DONE]\n\n`,
    },
    {
      path: '/v1/responses',
      before: named('response.created', { response: { id: 'r1', output: [] } }),
      word: (delta) => named('response.output_text.delta', { item_id: 'i1', output_index: 0, content_index: 0, delta }),
      after: named('response.completed', { response: { id: 'r1', output: [] } }),
    },
  ])

/** Anthropic's interface, which begins each stream with a ping. */
export const anthropicFamily = () =>
  languageModelFamily([
    {
      path: '/v1/messages',
      before:
        named('message_start', {
          message: {
            id: 'm1',
            type: 'message',
            role: 'assistant',
            content: [],
            model: 'm',
            usage: { input_tokens: 9, output_tokens: 1 },
          },
        }) +
        named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
        named('ping'),
      word: (words) => named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: words } }),
      after:
        named('content_block_stop', { index: 0 }) +
        named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 20 } }) +
        named('message_stop'),
    },
  ])
