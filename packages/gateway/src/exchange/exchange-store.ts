/**
 * Port: MSG_INBOX and MSG_OUTBOX (Decision 1543/QĐ-TCHQ, appendix part I, 3.2), in the gateway's own state or in a
 * database of the warehouse keeper. A message is known by who sent it and its id.
 */

export interface MessageKey {
  /** `Header/From/identity`. */
  readonly from: string
  /** `Header/Reference/messageId`, upper case without braces. */
  readonly messageId: string
}

/** What both tables say of a message: the columns MSG_FROM … MSG_REFERENCE. */
export interface MessageFacts extends MessageKey {
  readonly version: string
  /** `Header/From/name`: MSG_SEND_APP_NAME. */
  readonly fromName: string
  readonly to: string
  readonly type: string
  readonly function: string
  readonly reference: string
}

export interface ReceivedMessage extends MessageFacts {
  /** The whole signed message as it came: MSG_ORIGIN. */
  readonly origin: string
  /** SHA-256 of its bytes, lower-case hex. */
  readonly sha256: string
  readonly receivedAt: Date
}

export interface Answer extends MessageFacts {
  /** The whole signed answer: MSG_CONTENT. */
  readonly content: string
  readonly createdAt: Date
}

/** What is known of a message of customs. */
export interface InboxEntry {
  readonly sha256: string
  readonly receivedAt: Date
  /** MSG_ERROR_COUNT: attempts to answer it that failed. */
  readonly errorCount: number
  /** Null while it has none. */
  readonly answer: Answer | null
}

/** Part I: what customs sent and what it was answered. */
export interface Inbox {
  find(key: MessageKey): Promise<InboxEntry | null>
  /** Keeps a message; one that is there already stays as it is. Durable when it returns. */
  receive(message: ReceivedMessage): Promise<void>
  /** Keeps the answer and marks the message as processed, both or neither. The first answer stays. */
  answer(key: MessageKey, answer: Answer): Promise<void>
  noteError(key: MessageKey): Promise<void>
}

/** MSG_REQUESTED. `unknown`: sent, and no answer came; customs may have it. */
export type OutgoingState = 'waiting' | 'unknown' | 'accepted' | 'refused' | 'held'

export interface OutgoingMessage extends MessageFacts {
  /** Of the gateway's own making, for people and the API. */
  readonly id: string
  readonly state: OutgoingState
  /** The whole signed message. */
  readonly content: string
  readonly sha256: string
  readonly createdAt: Date
  /** MSG_ERROR_COUNT: attempts that ended without an answer. */
  readonly errorCount: number
  readonly nextAttemptAt: Date | null
  readonly lastError: { readonly code: string; readonly message: string } | null
  /** The whole signed answer of customs; null while there is none. */
  readonly answer: string | null
  readonly answeredAt: Date | null
}

export type OutgoingChange = Partial<
  Pick<OutgoingMessage, 'state' | 'errorCount' | 'nextAttemptAt' | 'lastError' | 'answer' | 'answeredAt'>
>

/** Part II: what was sent to customs and what customs answered. */
export interface Outbox {
  /** Keeps a message before it is sent; one with this key that is there already is returned instead. */
  add(message: OutgoingMessage): Promise<OutgoingMessage>
  find(id: string): Promise<OutgoingMessage | null>
  findByKey(key: MessageKey): Promise<OutgoingMessage | null>
  /** Changes it while it is in one of these states. @returns Null when it is not. */
  change(id: string, states: readonly OutgoingState[], change: OutgoingChange): Promise<OutgoingMessage | null>
  /** Those that wait for an attempt, the oldest first. */
  due(now: Date, limit: number): Promise<readonly OutgoingMessage[]>
  list(page: { readonly before: string | null; readonly limit: number }): Promise<readonly OutgoingMessage[]>
}

export interface ExchangeStore {
  readonly inbox: Inbox
  readonly outbox: Outbox
  close(): Promise<void>
}
