/**
 * Messages between customs and warehouse keepers (Decision 1543/QĐ-TCHQ of 2017): the service that customs calls
 * (appendix, part I), and where our messages go (part II).
 */
import type { ConnectionConfig, Dialect } from './gateway-config.ts'

/** What our own requests for signatures on messages carry as their source; no table may be called so. */
export const EXCHANGE_SOURCE = 'exchange'

export interface ExchangeConfig {
  /** Who customs is in messages. */
  readonly customs: { readonly name: string; readonly identity: string }
  /** Name of the profile that signs answers and messages of ours. */
  readonly profile: string
  /** Null: no service for customs. */
  readonly receive: ReceiveConfig | null
  /** Null: nothing is sent. */
  readonly send: SendConfig | null
  /** Where MSG_INBOX and MSG_OUTBOX are; null is the gateway's own state. */
  readonly database: ExchangeDatabaseConfig | null
}

export interface ReceiveConfig {
  /** Where the service stands below the gateway's address, `/WEBSV_TN_CANG.asmx`. */
  readonly path: string
  /** Networks or addresses that may call; empty: every one that can reach the gateway. */
  readonly allowFrom: readonly string[]
  /** Codes of our warehouses; a message for any other is answered with an error. Empty: they are not looked at. */
  readonly warehouses: readonly string[]
  /** Files (PEM or DER) of certificates that customs signs with; a message signed by any other is refused. */
  readonly certificates: readonly string[]
  /** Files of the authorities above them: a certificate that one of these issued is accepted for `customs.identity`. */
  readonly authorities: readonly string[]
  /** How a certificate is asked after; `hard` refuses when nobody answers, `soft` accepts and says so. */
  readonly revocation: 'none' | 'soft' | 'hard'
  /** Most time from the request to its answer, in milliseconds: the decision allows 5 seconds. */
  readonly answerMs: number
}

export interface SendConfig {
  readonly url: string
  readonly soapVersion: '1.1' | '1.2'
  readonly namespace: string
  /** Value of SOAPAction, or of the action parameter of SOAP 1.2. */
  readonly action: string
  /** Element of the request, and the one inside that carries the message. */
  readonly operation: string
  readonly parameter: string
  /** PEM file of the authority that issued the server's certificate, where no public one did. */
  readonly caFile: string | null
  /** Most time from the call to its whole answer, in milliseconds. */
  readonly timeoutMs: number
  /** Attempts without an answer, after which a person decides. */
  readonly attemptsMax: number
  /** Whom customs signs its answers as, where `receive` does not say so or is not set up: as there. */
  readonly certificates: readonly string[]
  readonly authorities: readonly string[]
  readonly revocation: ReceiveConfig['revocation']
  /** How long the second attempt waits, in milliseconds; each one after it waits twice as long as the one before. */
  readonly pauseMs: number
}

export interface ExchangeDatabaseConfig {
  readonly dialect: Dialect
  readonly connection: ConnectionConfig
  /** Table names, with schema parts apart: `['HAIQUAN', 'MSG_INBOX']`. */
  readonly inboxTable: readonly string[]
  readonly outboxTable: readonly string[]
}

type CustomsFiles = Pick<ReceiveConfig, 'certificates' | 'authorities'>

/** Files that say whom customs signs as, each once; none without an exchange. */
export function customsCertificateFiles(
  exchange: Readonly<Record<'receive' | 'send', CustomsFiles | null>> | null,
): readonly string[] {
  const named = [exchange?.receive, exchange?.send].flatMap((part) => [
    ...(part?.certificates ?? []),
    ...(part?.authorities ?? []),
  ])
  return [...new Set(named)]
}
