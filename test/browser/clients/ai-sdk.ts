import { AbstractChat, type ChatState, DefaultChatTransport, TextStreamChatTransport, type UIMessage } from 'ai'
import { lastAnswer } from '../../lab/clients/feed.ts'

/** A chat for each kind of body that the AI SDK reads: events, the last body of which is broken off, and plain text. */
export function start() {
  let hold: () => void
  const held = new Promise<void>((resolve) => {
    hold = resolve
  })
  const chat = new Chat({
    id: 'talk',
    state: emptyState(),
    transport: new DefaultChatTransport({ api: '/ui-messages' }),
    onData: () => hold(),
  })
  // A chat that is opened again asks first for an answer that may be under way.
  const spoken = chat.resumeStream().then(() => say(chat, 'prices', lastAnswer, 'more'))
  const plain = new Chat({ state: emptyState(), transport: new TextStreamChatTransport({ api: '/text' }) })
  const written = say(plain, 'prices', lastAnswer)
  return async () => {
    await held
    await chat.stop()
    await Promise.all([spoken, written])
  }
}

/** Sends each text once the one before is answered. */
async function say(chat: Chat, ...texts: string[]): Promise<void> {
  for (const text of texts) await chat.sendMessage({ text })
}

/** A chat without a framework, to which the SDK leaves only where the messages are kept. */
class Chat extends AbstractChat<UIMessage> {}

function emptyState(): ChatState<UIMessage> {
  const state: ChatState<UIMessage> = {
    status: 'ready',
    error: undefined,
    messages: [],
    pushMessage: (message) => void state.messages.push(message),
    popMessage: () => void state.messages.pop(),
    replaceMessage(index, message) {
      state.messages[index] = message
    },
    snapshot: (thing) => structuredClone(thing),
  }
  return state
}
