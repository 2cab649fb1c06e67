/**
 * A test signature: shows that a token signs, without a document of anybody's. What is signed is made here, says
 * of itself that it is worth nothing, and holds nothing that a caller chose.
 */
import { randomBytes } from 'node:crypto'
import { CongkyError, toCongkyError, type VerifyReport } from '@congky/shared'
import type { Actor } from '../domain/account.ts'
import type { Certificate } from '../domain/certificate.ts'
import { sha256Hex } from '../domain/request.ts'
import type { FinishedSignature, SignatureEngine } from '../signature/profile.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'

const PROFILE = 'xmldsig-enveloped'

export interface TestSignature {
  readonly certificate: Certificate
  /** Time of the token alone, in milliseconds. */
  readonly ms: number
  /** As XML-DSig names it: `rsa-sha256`. */
  readonly algorithm: string
  /** The signed test document. */
  readonly document: string
}

export interface TestSignerParts {
  readonly tokens: Tokens
  readonly engine: SignatureEngine
  readonly history: HistoryWriter
  /** Why nothing is signed now, or null. */
  readonly refusal: () => CongkyError | null
}

export class TestSigner {
  readonly #parts: TestSignerParts
  /** Tokens that are being tested: one test at a time, so that tests never keep real documents waiting. */
  readonly #busy = new Set<string>()

  constructor(parts: TestSignerParts) {
    this.#parts = parts
  }

  /**
   * @param name Name of the token.
   * @param thumbprint One of its certificates.
   * @throws {CongkyError} ERR_TOKEN_UNKNOWN, ERR_NOT_FOUND: the token has no such certificate; ERR_TOKEN_BUSY: it is
   * being tested already; ERR_RESTORE_UNCONFIRMED; ERR_SIGNATURE_INVALID; those of `Tokens.sign`.
   */
  async sign(name: string, thumbprint: string, by: Actor): Promise<TestSignature> {
    const { tokens, refusal } = this.#parts
    const error = refusal()
    if (error) throw error
    const token = tokens.list().find((candidate) => candidate.name === name)
    if (!token) throw new CongkyError('ERR_TOKEN_UNKNOWN', { token: name })
    const certificate = token.certificates.find((candidate) => candidate.thumbprint === thumbprint)
    if (!certificate) throw new CongkyError('ERR_NOT_FOUND')
    if (this.#busy.has(thumbprint)) throw new CongkyError('ERR_TOKEN_BUSY', { token: name, limit: 1 })
    this.#busy.add(thumbprint)
    try {
      return await this.#sign(token, certificate, by)
    } finally {
      this.#busy.delete(thumbprint)
    }
  }

  async #sign(token: TokenStatus, certificate: Certificate, by: Actor): Promise<TestSignature> {
    const { engine, history } = this.#parts
    const { thumbprint, serial, subject } = certificate
    const signedAt = new Date()
    const document = Buffer.from(testDocument(signedAt), 'utf8')
    const record = {
      ...({ kind: 'token', requester: by.name, origin: by.origin, profile: PROFILE } as const),
      certificate: { thumbprint, serial, subject },
      documentSha256: sha256Hex(document),
    }
    // As with every signature: on record before the token is asked.
    await history.append({ ...record, note: `${token.name}: test signature asked for` })
    try {
      const prepared = await engine.prepare(PROFILE, document, { certificate, signedAt })
      const { digestAlgorithm, digest, data } = prepared
      const startedAt = performance.now()
      const { value } = await this.#parts.tokens.sign({
        ...{ thumbprint, digestAlgorithm, digest, data },
        fairnessKey: 'test',
      })
      const ms = Math.round(performance.now() - startedAt)
      const { document: signed } = await this.#finish(prepared.finish(value), thumbprint)
      const algorithm = confirm(await engine.verify(signed), certificate, token.name)
      await history.append({
        ...record,
        signedSha256: sha256Hex(signed),
        note: `${token.name}: test signature verified`,
      })
      return { certificate, ms, algorithm, document: Buffer.from(signed).toString('utf8') }
    } catch (error) {
      const { code } = toCongkyError(error)
      await history.append({ ...record, code, note: `${token.name}: test signature failed` })
      throw error
    }
  }

  async #finish(finishing: Promise<FinishedSignature>, thumbprint: string): Promise<FinishedSignature> {
    try {
      return await finishing
    } catch (error) {
      if (toCongkyError(error).code === 'ERR_SIGNATURE_INVALID') this.#parts.tokens.reportWrongSignature(thumbprint)
      throw error
    }
  }
}

/** @param time The nonce beside it makes each one different, so that none can be played back as another. */
function testDocument(time: Date): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ChuKyThu xmlns="urn:congky:chu-ky-thu">
  <NoiDung>Chữ ký thử của cổng ký; không có giá trị pháp lý và không thay cho bất kỳ chứng từ nào.</NoiDung>
  <Content>A test signature of the congky gateway; it has no legal value and stands for no document.</Content>
  <ThoiDiem>${time.toISOString()}</ThoiDiem>
  <SoNgauNhien>${randomBytes(16).toString('hex')}</SoNgauNhien>
</ChuKyThu>
`
}

/** What a verifier says who knows only the signed document. @returns The algorithm. @throws {CongkyError} ERR_SIGNATURE_INVALID */
function confirm({ valid, signatures }: VerifyReport, { thumbprint }: Certificate, token: string): string {
  const [signature] = signatures
  const isRight = valid && signatures.length === 1 && signature?.certificate?.thumbprint === thumbprint
  if (!isRight) throw new CongkyError('ERR_SIGNATURE_INVALID', { token })
  return signature.signatureMethod?.split('#').at(-1) ?? ''
}
