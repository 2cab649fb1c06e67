/** Tokens and certificates: seen, PIN counter, validity, and whether the ones that are configured are there. */
import type { Bilingual } from '@congky/shared'
import { isCertificate } from '../domain/certificate.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { type Finding, fail, good, same, warn } from './finding.ts'

export interface TokenFacts {
  readonly name: string
  /** As the running gateway sees it; null when it does not run. */
  readonly state: string | null
  readonly pinFlag: string
  readonly certificates: readonly {
    readonly subject: string
    readonly serial: string
    readonly thumbprint: string
    readonly notBefore: Date | null
    readonly notAfter: Date
  }[]
}

type CertificateFacts = TokenFacts['certificates'][number]
type Configured = Pick<GatewayConfig, 'defaultCertificate' | 'enterprises' | 'sources'>

const DAY_MS = 86_400_000

export function checkTokens(tokens: readonly TokenFacts[], isConfigured: boolean): readonly Finding[] {
  if (!isConfigured) {
    const what = { en: 'No PKCS#11 library is configured', vi: 'Chưa khai báo thư viện PKCS#11 nào' }
    return [warn('tokens', what, { why: NO_TOKEN, next: same('congky tokens scan --add') })]
  }
  if (tokens.length > 0) return tokens.map(checkToken)
  const what = { en: 'No token is to be seen', vi: 'Không thấy token nào' }
  const next = {
    en: 'Plug one in and look whether its light is on; then: congky tokens scan',
    vi: 'Cắm token và xem đèn của token có sáng không; sau đó: congky tokens scan',
  }
  return [fail('tokens', what, { why: NO_TOKEN, next })]
}

const NO_TOKEN = { en: 'Nothing can be signed.', vi: 'Không ký được gì.' }

function checkToken({ name, pinFlag, state }: TokenFacts): Finding {
  const check = `token:${name}`
  if (pinFlag === 'locked' || pinFlag === 'final-try') {
    const what =
      pinFlag === 'locked'
        ? { en: `The PIN of token ${name} is blocked`, vi: `Mã PIN của token ${name} đã bị khóa` }
        : { en: `Token ${name} allows one more PIN try`, vi: `Token ${name} chỉ còn một lần nhập PIN` }
    const next = {
      en: 'Ask the certificate authority to reset the PIN; do not try again yourself.',
      vi: 'Nhờ nhà cung cấp chữ ký số đặt lại mã PIN; đừng tự thử tiếp.',
    }
    return fail(check, what, {
      why: { en: 'A blocked token signs nothing.', vi: 'Token bị khóa thì không ký được.' },
      next,
    })
  }
  if (pinFlag === 'count-low') {
    const what = { en: `A wrong PIN was entered on token ${name}`, vi: `Token ${name} đã bị nhập sai PIN` }
    const why = { en: 'A few more wrong ones block it.', vi: 'Sai thêm vài lần token sẽ bị khóa.' }
    const next = {
      en: `Make sure of the PIN, then: congky unlock ${name} --confirm-low-tries`,
      vi: `Chắc chắn mã PIN đúng, rồi: congky unlock ${name} --confirm-low-tries`,
    }
    return warn(check, what, { why, next })
  }
  const trouble = STATES[state ?? '']
  if (trouble) {
    const what = { en: `Token ${name}: ${trouble.en}`, vi: `Token ${name}: ${trouble.vi}` }
    const why = { en: 'What is to be signed with it waits.', vi: 'Chứng từ cần token này đang phải chờ.' }
    return warn(check, what, { why, next: same(trouble.next(name)) })
  }
  return good(check, { en: `Token ${name} is seen`, vi: `Thấy token ${name}` })
}

const STATES: Readonly<Record<string, Bilingual & { readonly next: (name: string) => string }>> = {
  locked: { en: 'nobody typed its PIN yet', vi: 'chưa nhập mã PIN', next: (name) => `congky unlock ${name}` },
  'pin-refused': { en: 'refused the last PIN', vi: 'mã PIN vừa nhập bị sai', next: (name) => `congky unlock ${name}` },
  absent: { en: 'is not plugged in', vi: 'chưa được cắm', next: () => 'congky tokens list --rescan' },
  faulty: { en: 'was put aside', vi: 'tạm ngưng dùng', next: () => 'congky status' },
}

/** Only of certificates that the configuration names: tokens often carry the ones of years before. */
export function checkCertificates(tokens: readonly TokenFacts[], config: Configured, now: Date): readonly Finding[] {
  const certificates = tokens.flatMap((token) => token.certificates)
  return referencesOf(config).map((reference) => {
    const found = certificates.find((certificate) => isCertificate(certificate, reference))
    return found ? checkValidity(`certificate:${found.serial}`, found, now) : absent(reference)
  })
}

function referencesOf({ defaultCertificate, enterprises, sources }: Configured): readonly string[] {
  const all = [
    defaultCertificate,
    ...enterprises.map(({ certificate }) => certificate),
    ...sources.map((source) => source.defaultCertificate),
  ]
  return [...new Set(all.filter((reference) => reference !== null))]
}

function absent(reference: string): Finding {
  const short = reference.length > 20 ? `${reference.slice(0, 16)}…` : reference
  return warn(
    `certificate:${short}`,
    { en: `The certificate ${short} is on no token that is seen`, vi: `Không thấy chữ ký số ${short} trên token nào` },
    {
      why: { en: 'What is to be signed with it waits.', vi: 'Chứng từ cần chữ ký số này phải chờ.' },
      next: {
        en: 'Plug its token in, or bind another: congky enterprise list',
        vi: 'Cắm token của chữ ký số này, hoặc gán chữ ký số khác: congky enterprise list',
      },
    },
  )
}

/** Of a token's certificate, or the gateway's own for TLS. */
export function checkValidity(
  check: string,
  { subject, notBefore, notAfter }: Pick<CertificateFacts, 'subject' | 'notBefore' | 'notAfter'>,
  now: Date,
): Finding {
  const name = /CN=((?:\\.|[^,\\])+)/.exec(subject)?.[1] ?? subject
  // As both languages write it: day, month, year.
  const date = notAfter.toLocaleDateString('en-GB')
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS)
  if (notBefore !== null && notBefore > now) {
    const what = { en: `Not valid yet: ${name}`, vi: `Chưa có hiệu lực: ${name}` }
    return warn(check, what, { why: CLOCK_TOO, next: RENEW })
  }
  if (now >= notAfter) {
    const what = { en: `Expired on ${date}: ${name}`, vi: `Đã hết hạn ngày ${date}: ${name}` }
    return fail(check, what, { why: EXPIRED, next: RENEW })
  }
  if (days > 30) return good(check, { en: `Valid until ${date}: ${name}`, vi: `Còn hạn đến ${date}: ${name}` })
  const what = {
    en: `${days} day${days === 1 ? '' : 's'} left (${date}): ${name}`,
    vi: `Còn ${days} ngày (${date}): ${name}`,
  }
  if (days <= 1) return fail(check, what, { why: EXPIRES_NOW, next: RENEW })
  return warn(check, what, { why: days <= 7 ? EXPIRES_SOON : EXPIRED, next: RENEW })
}

const EXPIRED = {
  en: 'An expired certificate signs nothing; its documents wait.',
  vi: 'Chữ ký số hết hạn không ký được; chứng từ phải chờ.',
}
const EXPIRES_SOON = {
  en: 'A renewal takes days: begin now, or its documents will wait.',
  vi: 'Gia hạn mất vài ngày: hãy làm ngay, nếu không chứng từ sẽ phải chờ.',
}
const EXPIRES_NOW = {
  en: 'It expires within a day: from then on its documents wait.',
  vi: 'Hết hạn trong vòng một ngày: từ lúc đó chứng từ phải chờ.',
}
const CLOCK_TOO = {
  en: 'Either it begins later, or the clock of this host is behind.',
  vi: 'Hoặc chưa đến ngày hiệu lực, hoặc đồng hồ máy này chạy chậm.',
}
const RENEW = {
  en: 'Renew it with the certificate authority, then: congky enterprise set <tax code> --certificate <serial>',
  vi: 'Gia hạn với nhà cung cấp chữ ký số, rồi: congky enterprise set <mã số thuế> --certificate <serial>',
}
