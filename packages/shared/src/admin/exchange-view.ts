/** The exchange with customs as people see it. */
import type { Bilingual } from '../error-catalogue.ts'
import type { ExchangeMessageView, ExchangeState } from '../exchange-wire.ts'
import type { ErrorView } from '../wire.ts'

/** What is running, as part of the gateway's status. */
export interface ExchangeView {
  /** The service that customs calls; null where there is none. */
  readonly receive: ReceiveView | null
  /** The sending of messages; null where nothing is sent. */
  readonly send: SendView | null
}

/** Counts are since the start. */
export interface ReceiveView {
  /** Where the service stands below the gateway's address. */
  readonly path: string
  /** New messages of customs. */
  readonly received: number
  /** Answers that were given, repeated ones included. */
  readonly answered: number
  /** Calls of others, and what could not be read. */
  readonly refused: number
  /** Calls of customs that got no answer, so that it has to call again. */
  readonly unanswered: number
  /** ISO 8601. */
  readonly lastReceivedAt: string | null
  readonly lastAnsweredAt: string | null
  /** Why the last call got no answer; null when one was answered since. */
  readonly lastProblem: (ErrorView & { readonly at: string }) | null
}

/** Counts are of the newest 500 messages, and a few seconds old. */
export interface SendView extends Readonly<Record<'signing' | 'waiting' | 'unknown' | 'held', number>> {
  /** Why the messages cannot be looked through; null when all is well. */
  readonly problem: ErrorView | null
}

/** A message to customs in a list. */
export interface ExchangeMessageRow extends ExchangeMessageView {
  /** What it is, in words. */
  readonly title: Bilingual
}

/** One in full. Its texts are got on their own, since looking at them goes on record. */
export interface ExchangeMessagePicture extends ExchangeMessageRow, KeptTexts {}

/** What came from customs: its messages, and its answers to ours. */
export interface ExchangeReceivedView {
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly type: string
  readonly function: string
  readonly reference: string
  readonly title: Bilingual
  readonly receivedAt: string
  /** Attempts to answer it that failed. */
  readonly attempts: number
  readonly isAnswered: boolean
  /** The id of our message that it answers; null for a message that customs began with. */
  readonly answers: string | null
}

export interface ExchangeReceivedPicture extends ExchangeReceivedView, KeptTexts {}

/** Which texts are there still; old ones are dropped. */
interface KeptTexts {
  readonly kept: Readonly<Record<ExchangeText, boolean>>
}

export const EXCHANGE_TEXTS = ['message', 'answer'] as const
export type ExchangeText = (typeof EXCHANGE_TEXTS)[number]

/** How the sending of messages stands. */
export interface ExchangeStatusView {
  /** The service of customs; null while nothing is sent. */
  readonly url: string | null
  /** Kind and place of the database that keeps messages; null for the gateway's own state. */
  readonly database: string | null
  /** How many of the newest 500 messages are in each state. */
  readonly newest: Readonly<Record<ExchangeState, number>>
}
