/**
 * Whether a message is from customs. The certificate is looked at first and the signature after it: who has no
 * certificate of customs to show costs nothing more, and one message at a time is verified, so that strangers cannot
 * take the threads in which documents are prepared for signing.
 */
import { type Bilingual, CongkyError, reportMessage, type SignatureReport, type TrustAnswer } from '@congky/shared'
import { type Certificate, parseCertificate } from '../../domain/certificate.ts'
import type { ReceiveConfig } from '../../domain/exchange-config.ts'
import type { SignatureEngine } from '../../signature/profile.ts'
import type { TrustQuestion, TrustVerdict } from '../../signature/trust/trust.ts'
import type { CustomsCertificates } from './customs-certificates.ts'
import type { OpenedMessage } from './open-message.ts'

export interface SenderCheckParts {
  readonly engine: Pick<SignatureEngine, 'verify'>
  readonly judge: { judge(question: TrustQuestion): Promise<TrustVerdict> }
  readonly certificates: { current(): Promise<CustomsCertificates> }
  readonly revocation: ReceiveConfig['revocation']
  /** Who customs is: `Header/From/identity` of its messages. */
  readonly identity: string
}

/** What the signature has to speak for: the decision has it over `Body/Content`, which needs not be alone. */
const CONTENT = '/Envelope/Body/Content'

export class SenderCheck {
  readonly #parts: SenderCheckParts
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: SenderCheckParts) {
    this.#parts = parts
  }

  /**
   * Whether it may be from customs, by what it claims.
   *
   * @returns Thumbprints of the certificates of customs that it carries: one of them has to have made the signature.
   * @throws {CongkyError} ERR_EXCHANGE_SENDER; ERR_FILE_UNUSABLE: the certificates of customs cannot be read.
   */
  async believe({ key, certificates }: Pick<OpenedMessage, 'key' | 'certificates'>): Promise<ReadonlySet<string>> {
    if (key.from !== this.#parts.identity) throw stranger('another-sender')
    const known = await this.#parts.certificates.current()
    const verdicts = await Promise.all(certificates.map((certificate) => this.#judge(certificate, certificates, known)))
    const believed = verdicts.flatMap((verdict) => ('thumbprint' in verdict ? [verdict.thumbprint] : []))
    if (believed.length > 0) return new Set(believed)
    throw verdicts.find((verdict) => verdict instanceof CongkyError) ?? stranger('no-certificate')
  }

  /** @param believed What `believe` gave for it. @throws {CongkyError} ERR_EXCHANGE_SENDER */
  async verify({ message }: Pick<OpenedMessage, 'message'>, believed: ReadonlySet<string>): Promise<void> {
    const report = await this.#inTurn(() => this.#parts.engine.verify(message))
    const [signature, ...others] = report.signatures
    if (signature === undefined || others.length > 0) throw stranger('not-one-signature')
    if (!report.valid) throw refused(reportMessage(signature.problems[0] ?? ''))
    if (!speaksForContent(signature)) throw stranger('not-over-content')
    if (!believed.has(signature.certificate?.thumbprint ?? '')) throw stranger('another-certificate')
  }

  async #judge(
    claimed: Uint8Array,
    all: readonly Uint8Array[],
    { pinned, authorities }: CustomsCertificates,
  ): Promise<Pick<Certificate, 'thumbprint'> | CongkyError> {
    const certificate = readable(claimed)
    if (certificate === null) return stranger('no-certificate')
    const isPinned = pinned.some((each) => Buffer.compare(each, claimed) === 0)
    if (!isPinned && !names(certificate, this.#parts.identity)) return stranger('unknown-authority')
    const others = all.filter((each) => each !== claimed)
    const { revocation } = this.#parts
    const question = { certificate: claimed, others, authorities, pinned, at: new Date(), revocation }
    const { trust } = await this.#parts.judge.judge(question)
    return trust === 'trusted' ? certificate : stranger(trust)
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(run)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

function readable(der: Uint8Array): Certificate | null {
  try {
    return parseCertificate(der)
  } catch {
    return null
  }
}

/** Attributes of a subject that say who somebody is. A department or a title is what its owner wished for. */
const NAMING = ['CN', 'O', 'UID']

/**
 * Whether a certificate is issued to the one who is called so in messages. An authority issues certificates to
 * everybody, so that it is known says nothing about whose certificate this is.
 */
function names({ subject }: Certificate, identity: string): boolean {
  return subject.split(/(?<!\\)[,+]/).some((part) => {
    const [, attribute = '', value = ''] = /^([^=]*)=(.*)$/s.exec(part.trim()) ?? []
    return NAMING.includes(attribute) && value.replace(/^MST\s*[:=]\s*/i, '') === identity
  })
}

function speaksForContent({ covers }: SignatureReport): boolean {
  return covers.some(({ wholeDocument, path, valid }) => {
    if (!valid) return false
    return wholeDocument || (path !== null && (path === CONTENT || CONTENT.startsWith(`${path}/`)))
  })
}

type Ground =
  | 'another-sender'
  | 'no-certificate'
  | 'not-one-signature'
  | 'not-over-content'
  | 'another-certificate'
  | Exclude<TrustAnswer, 'trusted'>

const GROUNDS: Readonly<Record<Ground, Bilingual>> = {
  'another-sender': { vi: 'mã người gửi không phải của hải quan', en: 'the sender is called otherwise' },
  'no-certificate': { vi: 'không kèm chứng thư số đọc được', en: 'it carries no certificate that can be read' },
  'not-one-signature': { vi: 'phải có đúng một chữ ký', en: 'there must be one signature' },
  'not-over-content': { vi: 'chữ ký không bao gồm Body/Content', en: 'the signature is not over Body/Content' },
  'another-certificate': {
    vi: 'chữ ký không do chứng thư số của hải quan tạo ra',
    en: 'the signature was not made with a certificate of customs',
  },
  'not-checked': { vi: 'chưa kiểm tra được chứng thư số', en: 'the certificate was not checked' },
  'unknown-authority': {
    vi: 'chứng thư số không nằm trong danh sách của hải quan',
    en: 'the certificate is none that customs is known to sign with',
  },
  'not-valid-then': { vi: 'chứng thư số hết hạn hoặc chưa có hiệu lực', en: 'the certificate is not valid now' },
  'not-for-signing': { vi: 'chứng thư số không dùng để ký', en: 'the certificate is not for signing' },
  revoked: { vi: 'chứng thư số đã bị thu hồi', en: 'the certificate was revoked' },
  'revocation-unknown': {
    vi: 'không hỏi được chứng thư số có bị thu hồi hay không',
    en: 'whether the certificate was revoked could not be found out',
  },
}

function stranger(ground: Ground): CongkyError {
  return refused(GROUNDS[ground])
}

function refused({ vi, en }: Bilingual): CongkyError {
  return new CongkyError('ERR_EXCHANGE_SENDER', { detail: { vi, en } })
}
