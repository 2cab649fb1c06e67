/**
 * What becomes of a message of customs, in one session (Decision 1543/QĐ-TCHQ, appendix part I, 3.2):
 *
 *     open ─> known? its stored answer ─> from customs? ─> check ─> MSG_INBOX ─> build ─> sign ─> MSG_OUTBOX ─> answer
 *
 * Whoever is not customs gets an error without a signature, and nothing of what they sent is kept: else strangers
 * could fill the database, and have the token sign at will. The answer follows from the message and from when it was
 * first kept, so whatever happens in between, the same message again leads to the same bytes, signed once.
 */
import { type CustomsError, readCustomsHeader } from '@congky/documents'
import { CongkyError, parseTaxCode, toCongkyError } from '@congky/shared'
import { EXCHANGE_SOURCE, type ExchangeConfig, type ReceiveConfig } from '../../domain/exchange-config.ts'
import type { GatewayConfig } from '../../domain/gateway-config.ts'
import type { HistoryEntry } from '../../domain/history-record.ts'
import type { Job } from '../../domain/job.ts'
import type { Log } from '../../domain/log.ts'
import type { WallClock } from '../../domain/office-day.ts'
import type { Desk } from '../../pipeline/desk.ts'
import type { Answer, Inbox, InboxEntry } from '../exchange-store.ts'
import type { SoapCall } from '../soap/server-side.ts'
import { answerMessage, messageFacts, type UnsignedAnswer, WAREHOUSE_UNKNOWN } from './answer-message.ts'
import { type CheckedMessage, toCustomsError } from './check-message.ts'
import type { OpenedMessage } from './open-message.ts'
import type { ReceiveTally } from './receive-tally.ts'
import type { SenderCheck } from './sender-check.ts'

export interface ReceivingDeskParts {
  readonly exchange: Pick<ExchangeConfig, 'customs' | 'profile'>
  readonly receive: Pick<ReceiveConfig, 'warehouses' | 'answerMs'>
  readonly config: () => Pick<GatewayConfig, 'enterprises' | 'organization'>
  readonly reader: {
    open(call: SoapCall): Promise<OpenedMessage>
    check(message: Uint8Array): Promise<CheckedMessage>
  }
  readonly sender: Pick<SenderCheck, 'believe' | 'verify'>
  readonly inbox: Inbox
  readonly desk: Pick<
    Desk,
    'findByExternalId' | 'submit' | 'waitUntilFinished' | 'watch' | 'signedDocument' | 'markDelivered'
  >
  readonly note: (entry: HistoryEntry) => Promise<void>
  readonly tally: ReceiveTally
  readonly clock: WallClock
  readonly log: Log
}

/** Who a message is for, or, when nobody here is called so, who tells customs. */
interface Answerer {
  readonly name: string
  readonly identity: string
  readonly isAddressed: boolean
}

export class ReceivingDesk {
  readonly #parts: ReceivingDeskParts
  /** Answers that are being made, by message: the same message at the same time waits for the same answer. */
  readonly #inHand = new Map<string, Promise<string>>()

  constructor(parts: ReceivingDeskParts) {
    this.#parts = parts
  }

  /**
   * @param origin Where the call comes from, for the history.
   * @returns The whole signed answer.
   * @throws {CongkyError} What is wrong with the call; ERR_EXCHANGE_SENDER, ERR_EXCHANGE_NOT_OURS; ERR_EXCHANGE_UNAVAILABLE:
   * no answer is signed yet, and the same message later gets one. Other errors of ours mean the same.
   */
  async receive(call: SoapCall, origin: string): Promise<string> {
    const opened = await this.#parts.reader.open(call)
    const name = JSON.stringify([opened.key, opened.sha256])
    const known = this.#inHand.get(name)
    if (known) return known
    const answer = this.#answer(opened, origin).finally(() => this.#inHand.delete(name))
    this.#inHand.set(name, answer)
    return answer
  }

  async #answer(opened: OpenedMessage, origin: string): Promise<string> {
    const { inbox, sender, reader } = this.#parts
    const known = await inbox.find(opened.key)
    // The very bytes that were received before: whoever has them may have the answer to them.
    if (known?.sha256 === opened.sha256) {
      return known.answer?.content ?? this.#finish(opened, known, await reader.check(opened.message), origin)
    }
    const believed = await sender.believe(opened)
    // Side by side, since each takes a second for 4 MB. A call is over when nothing of it waits for a thread any more.
    const checking = reader.check(opened.message)
    checking.catch(() => {}) // It is waited for below.
    await sender.verify(opened, believed)
    const checked = await checking
    const answerer = this.#answererOf(opened)
    if (known !== null) return this.#tellIdUsed(opened, known, answerer, origin)
    return this.#finish(opened, await this.#keep(opened, origin), checked, origin)
  }

  /** Keeps a message of customs. @returns How it stands there, also when another of its id was faster. */
  async #keep(opened: OpenedMessage, origin: string): Promise<InboxEntry> {
    const { inbox, note, tally } = this.#parts
    const { key, header, message, sha256 } = opened
    const receivedAt = new Date()
    const text = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('utf8')
    await inbox.receive({ ...messageFacts(header), ...key, origin: text, sha256, receivedAt })
    tally.received()
    await note(this.#entry(opened, origin, 'received'))
    const entry = await inbox.find(key)
    if (entry?.sha256 !== sha256) throw new CongkyError('ERR_EXCHANGE_UNAVAILABLE')
    return entry
  }

  async #finish(opened: OpenedMessage, entry: InboxEntry, { errors }: CheckedMessage, origin: string): Promise<string> {
    const { inbox, note, desk } = this.#parts
    const answerer = this.#answererOf(opened)
    const unsigned = this.#build(opened, entry, answerer, [...this.#addressErrors(opened, answerer), ...errors])
    const job = await this.#sign(opened, unsigned, answerer, origin).catch(async (error: unknown) => {
      await inbox.noteError(opened.key)
      throw error
    })
    const content = this.#signedText(job)
    // What was signed may have been built before the configuration was edited.
    const header = readCustomsHeader(content)
    const facts = header === null ? unsigned.facts : messageFacts(header)
    const answer: Answer = { ...facts, content, createdAt: job.signedAt ?? new Date() }
    const kept = await inbox.answer(opened.key, answer)
    await note({ ...this.#entry(opened, origin, 'answered'), jobId: job.id })
    await desk.markDelivered(job)
    return kept.content
  }

  /** An answer of its own, which is not kept: the first message and its answer stay what they are. */
  async #tellIdUsed(opened: OpenedMessage, known: InboxEntry, answerer: Answerer, origin: string): Promise<string> {
    const errors = [toCustomsError(new CongkyError('ERR_EXCHANGE_ID_USED'))]
    const unsigned = this.#build(opened, known, answerer, errors)
    const job = await this.#sign(opened, unsigned, answerer, origin)
    await this.#parts.desk.markDelivered(job)
    return this.#signedText(job)
  }

  #build(
    { header, sha256 }: OpenedMessage,
    { receivedAt }: InboxEntry,
    answerer: Answerer,
    errors: readonly CustomsError[],
  ): UnsignedAnswer {
    const { receive, clock } = this.#parts
    const warehouseCode = receive.warehouses[0] ?? WAREHOUSE_UNKNOWN
    return answerMessage({ header, sha256, receivedOn: clock.dayOf(receivedAt), answerer, errors, warehouseCode })
  }

  /** @throws {CongkyError} ERR_EXCHANGE_NOT_OURS: nobody here could answer. */
  #answererOf({ header }: OpenedMessage): Answerer {
    const { enterprises, organization } = this.#parts.config()
    const taxCode = plainTaxCode(header.toIdentity)
    const own = [...enterprises, ...(organization === null ? [] : [organization])]
    const addressed = own.find((each) => each.taxCode === taxCode)
    if (addressed) return { name: header.toName || addressed.name, identity: addressed.taxCode, isAddressed: true }
    if (organization === null) throw new CongkyError('ERR_EXCHANGE_NOT_OURS', { identity: shown(header.toIdentity) })
    return { name: organization.name, identity: organization.taxCode, isAddressed: false }
  }

  #addressErrors({ header }: OpenedMessage, { isAddressed }: Answerer): CustomsError[] {
    const { warehouses } = this.#parts.receive
    const errors: CongkyError[] = []
    if (!isAddressed) errors.push(new CongkyError('ERR_EXCHANGE_NOT_OURS', { identity: shown(header.toIdentity) }))
    const code = header.warehouseCode.trim()
    if (warehouses.length > 0 && code !== '' && !warehouses.includes(code)) {
      errors.push(new CongkyError('ERR_EXCHANGE_WAREHOUSE', { code: shown(code) }))
    }
    return errors.map(toCustomsError)
  }

  /** @throws {CongkyError} ERR_EXCHANGE_UNAVAILABLE: it waits for a person, or takes too long. */
  async #sign(opened: OpenedMessage, unsigned: UnsignedAnswer, answerer: Answerer, origin: string): Promise<Job> {
    const { desk, receive, log } = this.#parts
    const { key, sha256 } = opened
    const externalId = `${key.from} ${key.messageId} ${sha256.slice(0, 16)}`
    // The answer that was built first stands, whatever the configuration says by now: one is signed, never two.
    const [known] = await desk.findByExternalId(EXCHANGE_SOURCE, externalId)
    const isUnderWay = known !== undefined && known.state !== 'rejected'
    const submitted = isUnderWay ? known : await this.#submit(opened, unsigned, answerer, { externalId, origin })
    const job = await this.#waitUnlessHeld(submitted, receive.answerMs)
    if (job.state === 'signed') return job
    if (job.state === 'rejected') await desk.markDelivered(job)
    log.warn({ job: job.id, state: job.state, code: job.reason?.code }, 'an answer to customs is not signed')
    throw new CongkyError('ERR_EXCHANGE_UNAVAILABLE', {}, { cause: job.reason && new CongkyError(job.reason.code) })
  }

  #submit(
    { header }: OpenedMessage,
    unsigned: UnsignedAnswer,
    answerer: Answerer,
    named: { readonly externalId: string; readonly origin: string },
  ): Promise<Job> {
    const { desk, exchange } = this.#parts
    return desk.submit({
      ...named,
      source: EXCHANGE_SOURCE,
      document: unsigned.document,
      taxCode: answerer.identity,
      profile: exchange.profile,
      reference: header.reference.slice(0, 100) || null,
      requester: exchange.customs.name,
      workstationId: null,
      enterprises: 'all',
      notBefore: null,
      deadline: null,
      claim: null,
      isAnswer: true,
    })
  }

  async #waitUnlessHeld(job: Job, waitMs: number): Promise<Job> {
    const { desk } = this.#parts
    const held = new AbortController()
    const stopWatching = desk.watch(job.id, ({ state }) => state === 'held' && held.abort())
    if (job.state === 'held') held.abort()
    try {
      return await desk.waitUntilFinished(job, waitMs, held.signal)
    } finally {
      stopWatching()
    }
  }

  #signedText(job: Job): string {
    const bytes = this.#parts.desk.signedDocument(job.id)
    if (bytes === null) throw new CongkyError('ERR_EXCHANGE_UNAVAILABLE')
    return Buffer.from(bytes).toString('utf8')
  }

  #entry({ key, header, sha256 }: OpenedMessage, origin: string, step: 'received' | 'answered'): HistoryEntry {
    const kind = /^\d{2}-\d{2}$/.exec(`${header.type}-${header.function}`)?.[0] ?? '?'
    return {
      kind: 'exchange',
      source: EXCHANGE_SOURCE,
      externalId: `${key.from} ${key.messageId}`,
      origin,
      taxCode: shown(header.toIdentity),
      reference: shown(header.reference),
      documentSha256: sha256,
      note: step === 'received' ? `message ${kind} of customs received` : `message ${kind} of customs answered`,
    }
  }
}

function plainTaxCode(identity: string): string | null {
  try {
    return parseTaxCode(identity)
  } catch (error) {
    if (toCongkyError(error).code === 'ERR_TAX_CODE_INVALID') return null
    throw error
  }
}

/** What a message says, for errors and the history. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 60)
}
