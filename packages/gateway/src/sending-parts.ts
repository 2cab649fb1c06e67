/** Builds the sending of messages to customs out of the parts of the gateway. */
import { builtEntry } from './built-entry.ts'
import type { ExchangeConfig, SendConfig } from './domain/exchange-config.ts'
import { sha256Hex } from './domain/request.ts'
import type { ExchangeStore } from './exchange/exchange-store.ts'
import { CustomsCertificateFiles } from './exchange/receiving/customs-certificates.ts'
import { certificatesIn } from './exchange/receiving/open-message.ts'
import { SenderCheck } from './exchange/receiving/sender-check.ts'
import { callCustoms } from './exchange/sending/call-customs.ts'
import { ExchangeSender } from './exchange/sending/exchange-sender.ts'
import { judgeAnswer } from './exchange/sending/judge-answer.ts'
import { SendingReader } from './exchange/sending/sending-reader.ts'
import type { ExchangeParts } from './exchange-parts.ts'
import { CertificateJudge } from './signature/trust/certificate-judge.ts'
import { WorkerPool } from './signature/worker-pool.ts'
import { trustNetwork } from './trust-network.ts'

/** Starts and stops with the exchange. */
export interface Sending {
  readonly sender: ExchangeSender
  stop(): Promise<void>
}

export function openSending(parts: ExchangeParts, exchange: ExchangeConfig, store: ExchangeStore): Sending {
  const { desk, outgoing, refusal, log } = parts
  const { send } = exchange
  const pool = new WorkerPool({ entry: builtEntry('exchange-worker') })
  const reader = new SendingReader(pool)
  const check = senderCheck(parts, exchange)
  const authenticate = async (answer: string, from: string) => {
    const message = Buffer.from(answer)
    const believed = await check.believe({
      key: { from, messageId: sha256Hex(message) },
      certificates: certificatesIn(answer),
    })
    await check.verify({ message }, believed)
  }
  const sender = new ExchangeSender({
    ...{ desk, refusal, log },
    store: () => store,
    config: () => send && { ...exchange, send },
    check: (xml) => reader.check(xml),
    call: (content, config, signal) => callCustoms({ outgoing, reader }, content, config, signal),
    judge: (answer, message) => judgeAnswer(answer, message, { open: (text) => reader.open(text), authenticate }),
    note: (entry) => parts.store.history.append(entry),
  })
  return {
    sender,
    stop: async () => {
      await sender.stop()
      await pool.stop()
    },
  }
}

function senderCheck({ engine, outgoing }: ExchangeParts, exchange: ExchangeConfig): SenderCheck {
  const { certificates, authorities, revocation } = answerers(exchange)
  return new SenderCheck({
    engine,
    judge: new CertificateJudge({ network: trustNetwork(outgoing) }),
    certificates: new CustomsCertificateFiles({ certificates, authorities }),
    ...{ revocation, identity: exchange.customs.identity },
  })
}

/** Customs signs its answers as it signs its messages, unless the configuration says otherwise. */
function answerers({ send, receive }: ExchangeConfig): Pick<SendConfig, 'certificates' | 'authorities' | 'revocation'> {
  const own = send ?? { certificates: [], authorities: [], revocation: 'hard' as const }
  return own.certificates.length + own.authorities.length > 0 ? own : (receive ?? own)
}
