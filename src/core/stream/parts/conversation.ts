/** Tells a conversation, in which each message in answers one out, from a push. Heartbeats are left out. */
export interface Conversation {
  /** Received messages that followed no sent one. */
  unsolicited: number
  /** Sent messages that were followed by a received one. */
  answered: number
  awaitingAnswer: boolean
  /** Whether the last message out was a heartbeat: the short message after it is its answer. */
  heartbeatSent: boolean
  /** A heartbeat came in that has not been answered yet. */
  heartbeatReceived: boolean
  /** Binary messages that are still to come of a message whose parts come one by one, by direction. */
  attachmentsIn: number
  attachmentsOut: number
  /** The id of the last event of an EventSource: events of a flood are reported without theirs. */
  eventId: string
}

export const createConversation = (): Conversation => ({
  unsolicited: 0,
  answered: 0,
  awaitingAnswer: false,
  heartbeatSent: false,
  heartbeatReceived: false,
  attachmentsIn: 0,
  attachmentsOut: 0,
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

/** Notes whether the message that went out last was a heartbeat: one that answers the other end's own is not answered. */
export function noteSent(conversation: Conversation, heartbeat: boolean): void {
  conversation.heartbeatSent = heartbeat && !conversation.heartbeatReceived
  conversation.heartbeatReceived = false
}

/** Notes that a heartbeat came in: the answer to the one that was sent, or the other end's own. */
export function noteHeartbeatIn(conversation: Conversation): void {
  conversation.heartbeatReceived = !conversation.heartbeatSent
  conversation.heartbeatSent = false
}

/** Notes how many of the next binary messages belong to the last text. */
export function noteAttachments(conversation: Conversation, incoming: boolean, count: number): void {
  if (incoming) conversation.attachmentsIn = count
  else conversation.attachmentsOut = count
}

/** Whether a binary message belongs to the text before it. */
export function takeAttachment(conversation: Conversation, incoming: boolean): boolean {
  const left = incoming ? conversation.attachmentsIn : conversation.attachmentsOut
  if (left > 0) noteAttachments(conversation, incoming, left - 1)
  return left > 0
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
