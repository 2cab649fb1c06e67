/** Builds the exchange with customs out of the parts of the gateway; it comes and goes with a restart. */
import type { CongkyError, GatewayStatus } from '@congky/shared'
import type { NetworkServerParts } from './api/server.ts'
import { leaveRestUnread } from './api/unread-body.ts'
import type { ExchangeConfig, ReceiveConfig } from './domain/exchange-config.ts'
import type { GatewayConfig } from './domain/gateway-config.ts'
import type { Log } from './domain/log.ts'
import { officeTimeZone, WallClock } from './domain/office-day.ts'
import type { ExchangeStore } from './exchange/exchange-store.ts'
import { CustomsCertificateFiles } from './exchange/receiving/customs-certificates.ts'
import { MessageReader } from './exchange/receiving/message-reader.ts'
import { ReceiveTally } from './exchange/receiving/receive-tally.ts'
import { ReceivingDesk } from './exchange/receiving/receiving-desk.ts'
import { SenderCheck } from './exchange/receiving/sender-check.ts'
import { soapService } from './exchange/receiving/soap-service.ts'
import type { ExchangeDesk } from './exchange/sending/admin-routes.ts'
import { SendTally } from './exchange/sending/send-tally.ts'
import { openDatabaseExchange, openStateExchange } from './exchange/tables/open-exchange-store.ts'
import type { OutgoingConnections } from './outgoing/outgoing-connections.ts'
import type { Desk } from './pipeline/desk.ts'
import { openSending, type Sending } from './sending-parts.ts'
import type { SignatureEngine } from './signature/profile.ts'
import { CertificateJudge } from './signature/trust/certificate-judge.ts'
import type { Store } from './store/store.ts'
import { trustNetwork } from './trust-network.ts'

export interface ExchangeParts {
  readonly config: () => GatewayConfig
  readonly secret: (name: string) => string | null
  readonly store: Store
  readonly engine: SignatureEngine
  readonly desk: Desk
  readonly outgoing: OutgoingConnections
  /** Why nothing is taken in at all, or null. */
  readonly refusal: () => CongkyError | null
  readonly log: Log
}

/** The answer is due in 5 s altogether; who does not say soon whether a certificate is revoked counts as silent. */
const REVOCATION_MS = 1_500

export class Exchange {
  readonly #parts: ExchangeParts
  readonly #config: ExchangeConfig
  readonly #exchangeStore: ExchangeStore
  readonly #reader = new MessageReader()
  readonly #tally: ReceiveTally | null
  readonly #sending: Sending
  readonly #sendTally: SendTally | null

  /** @throws {CongkyError} ERR_SOURCE_LAYOUT: the database allows no such name for a table. */
  constructor(parts: ExchangeParts, config: ExchangeConfig) {
    this.#parts = parts
    this.#config = config
    const { database, receive } = config
    this.#exchangeStore =
      database === null
        ? openStateExchange(parts.store.statements)
        : openDatabaseExchange(database, passwordOf(database.connection.passwordSecret, parts.secret))
    this.#tally = receive && new ReceiveTally(receive.path)
    this.#sending = openSending(parts, config, this.#exchangeStore)
    this.#sendTally = config.send && new SendTally(this.#exchangeStore.outbox, parts.log)
  }

  start(): void {
    if (this.#config.receive) this.#reader.start()
    this.#sending.sender.start()
    this.#sendTally?.start()
  }

  async stop(): Promise<void> {
    this.#sendTally?.stop()
    await Promise.all([this.#reader.stop(), this.#sending.stop()])
    await this.#exchangeStore.close()
  }

  get view(): GatewayStatus['exchange'] {
    return { receive: this.#tally?.view ?? null, send: this.#sendTally?.view ?? null }
  }

  /** What people and programs can do about messages. */
  get desk(): ExchangeDesk {
    const { sender } = this.#sending
    const { documentBytesMax } = this.#parts.config().limits
    const clock = new WallClock(officeTimeZone())
    const today = () => clock.dayOf(new Date())
    return {
      ...{ sender, documentBytesMax, today },
      store: this.#exchangeStore,
      customs: this.#config.customs,
      config: this.#config,
      render: (document) => this.#parts.engine.render(document),
      note: (entry) => this.#parts.store.history.append(entry),
    }
  }

  /** What the network server offers beside the API. @param isTls Whether it speaks TLS. */
  services(isTls: boolean): NetworkServerParts['services'] {
    const { receive } = this.#config
    const tally = this.#tally
    if (receive === null || tally === null) return []
    const { store, refusal, log } = this.#parts
    const { path, allowFrom, answerMs } = receive
    const service = {
      ...{ path, allowFrom, answerMs, refusal, leaveRestUnread, tally, log },
      desk: this.#receivingDesk(receive, tally),
      scheme: isTls ? 'https' : 'http',
      note: (entry) => store.history.append(entry),
    } satisfies Parameters<typeof soapService>[1]
    return [(scope) => soapService(scope, service)]
  }

  #receivingDesk(receive: ReceiveConfig, tally: ReceiveTally): ReceivingDesk {
    const { config, store, engine, desk, outgoing, log } = this.#parts
    const judge = new CertificateJudge({ network: trustNetwork(outgoing), answerMs: REVOCATION_MS })
    return new ReceivingDesk({
      ...{ exchange: this.#config, receive, config, reader: this.#reader, desk, tally, log },
      sender: new SenderCheck({
        ...{ engine, judge, certificates: new CustomsCertificateFiles(receive) },
        revocation: receive.revocation,
        identity: this.#config.customs.identity,
      }),
      inbox: this.#exchangeStore.inbox,
      note: (entry) => store.history.append(entry),
      clock: new WallClock(officeTimeZone()),
    })
  }
}

/** @returns Null where the configuration has no exchange. */
export function openExchange(parts: ExchangeParts): Exchange | null {
  const { exchange } = parts.config()
  return exchange && new Exchange(parts, exchange)
}

function passwordOf(name: string | null, secret: ExchangeParts['secret']): () => Promise<string | null> {
  return async () => (name === null ? null : secret(name))
}
