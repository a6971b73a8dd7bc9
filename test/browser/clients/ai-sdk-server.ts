import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  createUIMessageStream,
  pipeTextStreamToResponse,
  pipeUIMessageStreamToResponse,
  type UIMessage,
  type UIMessageStreamWriter,
} from 'ai'
import type { Family } from '../../lab/clients/family.ts'
import { lastAnswer, playFeed } from '../../lab/clients/feed.ts'

/** In ms: shorter than the feed's longest pauses, so that comments keep the connection alive in them. */
const keepAliveMs = 1500

/** The AI SDK's own streams, without a model: a chat is told the feed as if it were a model's words. */
export function aiSdkFamily(): Family {
  return {
    attach(server) {
      server.on('request', (request, response) => {
        if (request.url === '/ui-messages') void speak(request, response)
        else if (request.url === '/text') void write(request, response)
        else if (request.url === '/ui-messages/talk/stream') response.writeHead(204).end()
      })
    },
    settled: (seen) =>
      seen.some(({ path, answer }) => path === '/ui-messages' && answer.includes('data-held')) &&
      seen.some(({ path, body, over }) => path === '/text' && over && body.includes(lastAnswer)),
  }
}

/** Answers by events: with the feed, with thanks, or with an answer that goes on until the page stops it. */
async function speak(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const said = await lastSaid(request)
  const stream = createUIMessageStream({
    async execute({ writer }) {
      writer.write({ type: 'start' })
      writer.write({ type: 'text-start', id: 'words' })
      const tell = (delta: string) => writer.write({ type: 'text-delta', id: 'words', delta })
      if (said === 'prices') await tellFeed(tell)
      else tell('Thank you.')
      if (said === 'more') await holdBack(writer)
      writer.write({ type: 'text-end', id: 'words' })
      writer.write({ type: 'finish' })
    },
  })
  // No comment may be on its way when the page breaks off.
  await pipeUIMessageStreamToResponse({ response, stream, ...(said === 'more' ? {} : { keepAliveMs }) })
}

/** Answers by plain text, in pieces or all at once. */
async function write(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const said = await lastSaid(request)
  const textStream = new ReadableStream<string>({
    async start(controller) {
      if (said === 'prices') await tellFeed((piece) => controller.enqueue(piece))
      else controller.enqueue('Thank you.')
      controller.close()
    },
  })
  await pipeTextStreamToResponse({ response, textStream })
}

async function lastSaid(request: IncomingMessage): Promise<string> {
  const { messages } = JSON.parse(await text(request)) as { messages: UIMessage[] }
  const [part] = messages.at(-1)!.parts
  return part?.type === 'text' ? part.text : ''
}

/** Tells the feed in sentences, not all of whose characters are of one byte; resolves after the last. */
const tellFeed = (tell: (piece: string) => void) =>
  new Promise<void>((resolve) => playFeed(({ n, price }) => tell(`Price ${n} is ${price} €.\n`), resolve))

/** Says that nothing comes for now; never resolves. */
function holdBack(writer: UIMessageStreamWriter): Promise<never> {
  writer.write({ type: 'data-held', data: {}, transient: true })
  return new Promise(() => {})
}
