/** What sending needs of others: ports, so that each step of it can be seen and tried by itself. */
import type { CustomsFinding, CustomsHeader } from '@congky/documents'
import type { CongkyError, TaxCode } from '@congky/shared'
import type { ExchangeConfig, SendConfig } from '../../domain/exchange-config.ts'
import type { HistoryEntry } from '../../domain/history-record.ts'
import type { Log } from '../../domain/log.ts'
import type { RequestDesk } from '../../sources/request-desk.ts'
import type { ExchangeStore, OutgoingMessage, ReceivedMessage } from '../exchange-store.ts'

/** Who hands a message in. */
export interface Sender {
  readonly name: string
  readonly origin: string
  /** Null for people on the host. */
  readonly workstationId: string | null
  /** Tax codes that they may send for. */
  readonly enterprises: readonly TaxCode[] | 'all'
}

/** What was read of a message that somebody wants to send. */
export interface CheckedMessage {
  readonly header: CustomsHeader
  /** Whether the decision has it go from the warehouse keeper to customs. */
  readonly isOurs: boolean
  readonly isSigned: boolean
  readonly findings: readonly CustomsFinding[]
}

/** What customs says to a message of ours. */
export type Judgement =
  | { readonly verdict: 'accepted' | 'refused'; readonly answer: ReceivedMessage; readonly error: CongkyError | null }
  /** Nobody may act on it: a person looks. */
  | { readonly verdict: 'untrusted'; readonly error: CongkyError }

export interface ExchangeSenderParts {
  readonly store: () => ExchangeStore
  readonly desk: RequestDesk
  /** Null while nothing is to be sent. */
  readonly config: () => (ExchangeConfig & { readonly send: SendConfig }) | null
  /** Reads and validates off the main thread where it takes long. @throws {CongkyError} It cannot be read at all. */
  readonly check: (xml: string) => Promise<CheckedMessage>
  /**
   * Sends a signed message.
   *
   * @returns The answer as it came.
   * @throws {CongkyError} No answer: customs may have the message all the same.
   */
  readonly call: (content: string, config: SendConfig, signal: AbortSignal) => Promise<string>
  /** @throws {CongkyError} What came is no answer that could be judged. */
  readonly judge: (answer: string, message: OutgoingMessage) => Promise<Judgement>
  readonly note: (entry: HistoryEntry) => Promise<void>
  /** Why nothing is sent at all (a restored gateway), or null. */
  readonly refusal: () => CongkyError | null
  readonly log: Log
}
