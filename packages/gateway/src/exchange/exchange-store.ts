/**
 * Port: MSG_INBOX and MSG_OUTBOX (Decision 1543/QĐ-TCHQ, appendix part I, 3.2), in the gateway's own state or in a
 * database of the warehouse keeper. A message is known by who sent it and its id.
 *
 * MSG_INBOX holds what came from customs: its messages (part I) and its verified answers to ours (part II).
 * MSG_OUTBOX holds what goes to customs: our answers (part I) and our messages (part II). In both, an answer names
 * the message that it answers.
 *
 * Every call rejects with ERR_SOURCE_UNAVAILABLE while the database is away, and with ERR_SOURCE_LAYOUT when its
 * tables do not fit.
 */
import type { ErrorCode, ErrorDetails } from '@congky/shared'

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

/** What a list shows of a message that came. */
export interface ReceivedSummary extends MessageFacts {
  readonly receivedAt: Date
  readonly errorCount: number
  readonly isAnswered: boolean
  /** The message of ours that this one answers; null for a message that customs began with. */
  readonly answers: MessageKey | null
}

/** Part I: what customs sent and what it was answered. */
export interface Inbox {
  find(key: MessageKey): Promise<InboxEntry | null>
  /** Keeps a message; one that is there already stays as it is. Durable when it returns. */
  receive(message: ReceivedMessage): Promise<void>
  /**
   * Keeps the answer and marks the message as processed, both or neither. The first answer stays.
   *
   * @returns The answer that stands: this one, or the first.
   */
  answer(key: MessageKey, answer: Answer): Promise<Answer>
  noteError(key: MessageKey): Promise<void>
  /** The newest first. */
  list(limit: number): Promise<readonly ReceivedSummary[]>
  /** What a list shows of this one. */
  describe(key: MessageKey): Promise<ReceivedSummary | null>
  /** MSG_ORIGIN; null when there is no such message, or its text was dropped for its age. */
  origin(key: MessageKey): Promise<string | null>
}

/**
 * MSG_REQUESTED.
 *
 *     signing --> waiting --> accepted            customs has it, and said so
 *        |           |   \--> refused             customs said what is wrong with it
 *        |           v
 *        |        unknown --> accepted, refused   sent, and no answer came; customs may have it
 *        \--> held <--/                           a person is needed; returns to signing or waiting
 */
export type OutgoingState = 'signing' | 'waiting' | 'unknown' | 'accepted' | 'refused' | 'held'

/** A message of ours without its texts. */
export interface OutgoingSummary extends MessageFacts {
  /** Of the gateway's own making, for people and the API. */
  readonly id: string
  readonly state: OutgoingState
  /** SHA-256 of the message as it was handed in, lower-case hex. */
  readonly sha256: string
  readonly createdAt: Date
  /** Null while `content` has no signature. */
  readonly signedAt: Date | null
  /** Who handed it in, for the history. */
  readonly requester: string
  /** The workstation that did; null for people on the host. */
  readonly workstationId: string | null
  /** MSG_ERROR_COUNT: attempts that ended without an answer since a person last had it sent. */
  readonly errorCount: number
  /** Null for never. */
  readonly nextAttemptAt: Date | null
  readonly lastError: { readonly code: ErrorCode; readonly details: ErrorDetails } | null
  readonly answeredAt: Date | null
}

export interface OutgoingMessage extends OutgoingSummary {
  /** MSG_CONTENT: the whole message as it was handed in, then as it was signed and is sent. */
  readonly content: string
  /** What customs answered, whole, even when nobody trusts it; null while there is none. */
  readonly answer: string | null
}

export type OutgoingChange = Partial<
  Pick<
    OutgoingMessage,
    'state' | 'content' | 'signedAt' | 'errorCount' | 'nextAttemptAt' | 'lastError' | 'answer' | 'answeredAt'
  >
>

/** Part II: what was sent to customs and what customs answered. */
export interface Outbox {
  /** Keeps a message before it is sent; one with this key that is there already is returned instead. */
  add(message: OutgoingMessage): Promise<OutgoingMessage>
  find(id: string): Promise<OutgoingMessage | null>
  findByKey(key: MessageKey): Promise<OutgoingMessage | null>
  /**
   * Changes it while it is in one of these states.
   *
   * @returns Null when it is in another state, or is due at another time than `more` expects.
   */
  change(
    id: string,
    states: readonly OutgoingState[],
    change: OutgoingChange,
    more?: {
      /** When its next attempt has to be due still: of several who want to make it, one does. */
      readonly dueAt?: Date
      /**
       * A verified answer of customs, which goes to MSG_INBOX with the change. One whose id is there already is left
       * alone: the message keeps its text in any case.
       */
      readonly answer?: ReceivedMessage
    },
  ): Promise<OutgoingMessage | null>
  /** Those whose next attempt is due, the oldest first. */
  due(now: Date, limit: number): Promise<readonly OutgoingSummary[]>
  /** The newest first. */
  list(limit: number): Promise<readonly OutgoingSummary[]>
}

export interface ExchangeStore {
  readonly inbox: Inbox
  readonly outbox: Outbox
  close(): Promise<void>
}
