/** Tells a conversation, in which each message in answers one out, from a push. Heartbeats are left out. */
export interface Conversation {
  /** Received messages that followed no sent one. */
  unsolicited: number
  /** Sent messages that were followed by a received one. */
  answered: number
  awaitingAnswer: boolean
  /** Whether the last message out was a heartbeat: the short message after it is its answer. */
  heartbeatSent: boolean
  /** The id of the last event of an EventSource: events of a flood are reported without theirs. */
  eventId: string
}

export const createConversation = (): Conversation => ({
  unsolicited: 0,
  answered: 0,
  awaitingAnswer: false,
  heartbeatSent: false,
  eventId: '',
})

/** Notes a message that is no heartbeat. */
export function noteTurn(conversation: Conversation, incoming: boolean): void {
  if (!incoming) conversation.awaitingAnswer = true
  else if (conversation.awaitingAnswer) {
    conversation.answered++
    conversation.awaitingAnswer = false
  } else conversation.unsolicited++
}

/** Notes whether the message that went out last was a heartbeat. */
export function noteSent(conversation: Conversation, heartbeat: boolean): void {
  conversation.heartbeatSent = heartbeat
}

/** Notes the id of an event of an EventSource; an event without one has the empty id. */
export function noteEventId(conversation: Conversation, eventId: string): void {
  conversation.eventId = eventId
}

/** Adds the turns of one stream to those of another and empties them. The first keeps its own state: whether it awaits an answer. */
export function mergeConversations(into: Conversation, from: Conversation): void {
  into.unsolicited += from.unsolicited
  into.answered += from.answered
  Object.assign(from, createConversation())
}
