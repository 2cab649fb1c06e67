/**
 * Asks whether certificates were revoked: first the OCSP responder, then the list. Called only for certificates
 * whose issuer is known to be true: the addresses stand in the certificates, and nobody else's are called.
 *
 * Owns what was answered, for as long as the answers say, and whom it asked in vain a moment ago.
 */
import { randomBytes } from 'node:crypto'
import { reportSentence } from '@congky/shared'
import { BoundedCache } from './bounded-cache.ts'
import { CRL_BYTES_MAX, findInCrl, type RevocationList, readCrl } from './crl.ts'
import { buildOcspRequest, OCSP_BYTES_MAX, OCSP_REQUEST_TYPE, readOcspAnswer } from './ocsp.ts'
import { type IssuedPair, RevocationProblem, type RevocationStatus } from './revocation.ts'
import type { NetworkQuestion, TrustNetwork } from './trust.ts'

/** However long an issuer says that its answer counts. */
const KEPT_MS = { ocsp: 3_600_000, crl: 24 * 3_600_000 } as const
/** Whoever did not answer is not asked again at once: each attempt may take seconds. */
const SILENT_MS = 20_000
const LISTS_BYTES_MAX = 64 * 1024 * 1024
const ANSWERS_MAX = 10_000

export interface RevocationParts {
  readonly network: TrustNetwork
  /** Longest time for one certificate, in milliseconds; each of those who are asked gets half. */
  readonly answerMs: number
  readonly now: () => Date
}

/** Nobody could tell; the sentences say why, one for each that was tried. */
export class NobodyKnows extends Error {
  override readonly name = 'NobodyKnows'
  readonly sentences: readonly string[]

  constructor(sentences: readonly string[]) {
    super(sentences.join('; '))
    this.sentences = sentences
  }
}

export class RevocationDesk {
  readonly #parts: RevocationParts
  readonly #answers = new BoundedCache<RevocationStatus>({ sizeMax: ANSWERS_MAX })
  readonly #lists = new BoundedCache<RevocationList>({ sizeMax: LISTS_BYTES_MAX })
  readonly #silent = new BoundedCache<true>({ sizeMax: 1000 })
  readonly #underway = new Map<string, Promise<unknown>>()

  constructor(parts: RevocationParts) {
    this.#parts = parts
  }

  /** @throws {NobodyKnows} */
  async ask(pair: IssuedPair): Promise<RevocationStatus> {
    if (pair.subject.certificate.notAfter < this.#parts.now()) {
      throw new NobodyKnows([reportSentence('revocation-expired')])
    }
    const limit = AbortSignal.timeout(this.#parts.answerMs)
    const ways = [
      ...pair.subject.ocspUrls.map((url) => () => this.#askResponder(url, pair, limit)),
      ...pair.subject.crlUrls.map((url) => () => this.#askList(url, pair, limit)),
    ]
    const sentences: string[] = []
    for (const way of ways) {
      try {
        return await way()
      } catch (error) {
        if (!(error instanceof RevocationProblem)) throw error
        sentences.push(error.message)
      }
    }
    throw new NobodyKnows(ways.length === 0 ? [reportSentence('revocation-no-address')] : sentences)
  }

  async #askResponder(url: URL, pair: IssuedPair, limit: AbortSignal): Promise<RevocationStatus> {
    const key = `ocsp ${pair.issuer.certificate.thumbprint} ${pair.subject.certificate.thumbprint}`
    const known = this.#answers.get(key, this.#parts.now())
    if (known !== null) return known
    return this.#once(`${key} ${url.href}`, async () => {
      const nonce = randomBytes(16)
      const body = buildOcspRequest(pair, nonce)
      const question = { body, contentType: OCSP_REQUEST_TYPE, bytesMax: OCSP_BYTES_MAX }
      const bytes = await this.#fetch(url, question, limit)
      const now = this.#parts.now()
      const { revocation, nextUpdate } = await readOcspAnswer(bytes, pair, nonce, now)
      if (nextUpdate !== null) this.#answers.keep(key, revocation, { size: 1, until: until(nextUpdate, now, 'ocsp') })
      return revocation
    })
  }

  async #askList(url: URL, pair: IssuedPair, limit: AbortSignal): Promise<RevocationStatus> {
    const key = `crl ${pair.issuer.certificate.thumbprint} ${url.href}`
    const fetched = () =>
      this.#once(key, async () => {
        const bytes = await this.#fetch(url, { body: null, contentType: null, bytesMax: CRL_BYTES_MAX }, limit)
        const list = await readCrl(bytes, pair)
        const now = this.#parts.now()
        this.#lists.keep(key, list, { size: bytes.length, until: until(list.nextUpdate, now, 'crl') })
        return list
      })
    const list = this.#lists.get(key, this.#parts.now()) ?? (await fetched())
    return findInCrl(list, pair, url, this.#parts.now())
  }

  /** Those who ask the same at the same time wait for one answer. */
  #once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const underway = this.#underway.get(key)
    // A key names the kind of its answer.
    if (underway) return underway as Promise<T>
    const started = work().finally(() => this.#underway.delete(key))
    this.#underway.set(key, started)
    return started
  }

  async #fetch(url: URL, question: Omit<NetworkQuestion, 'signal'>, limit: AbortSignal): Promise<Uint8Array> {
    const { network, answerMs, now } = this.#parts
    const noAnswer = (cause?: unknown) =>
      new RevocationProblem(reportSentence('revocation-no-answer', { host: url.host }), { cause })
    if (this.#silent.get(url.href, now()) !== null) throw noAnswer()
    try {
      const signal = AbortSignal.any([limit, AbortSignal.timeout(Math.ceil(answerMs / 2))])
      return await network.fetch(url, { ...question, signal })
    } catch (cause) {
      const end = new Date(now().getTime() + SILENT_MS)
      this.#silent.keep(url.href, true, { size: 1, until: end })
      throw noAnswer(cause)
    }
  }
}

function until(nextUpdate: Date, now: Date, kind: keyof typeof KEPT_MS): Date {
  return new Date(Math.min(nextUpdate.getTime(), now.getTime() + KEPT_MS[kind]))
}
