/** From what undici and nodemailer throw to our errors: precise about what failed, without a word of the other side. */
import { type Bilingual, CongkyError } from '@congky/shared'
import type { ProxyAddress } from './choose-proxy.ts'

export interface Called {
  /** `host:port`, for people. */
  readonly address: string
  readonly host: string
  readonly way: ProxyAddress | null
}

/** What the TLS library says, in words; its code for the rest. */
const TLS_PROBLEMS: Readonly<Record<string, Bilingual>> = {
  CERT_HAS_EXPIRED: { vi: 'chứng chỉ đã hết hạn', en: 'its certificate has expired' },
  CERT_NOT_YET_VALID: { vi: 'chứng chỉ chưa có hiệu lực', en: 'its certificate is not valid yet' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    vi: 'chứng chỉ là của một tên máy khác',
    en: 'its certificate is for another host name',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    vi: 'chứng chỉ tự ký, không do tổ chức tin cậy cấp',
    en: 'its certificate is self-signed',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    vi: 'chứng chỉ do một tổ chức chưa được tin cậy cấp',
    en: 'its certificate comes from an authority that is not trusted here',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    vi: 'không kiểm tra được nơi cấp chứng chỉ',
    en: 'the issuer of its certificate cannot be checked',
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    vi: 'không kiểm tra được nơi cấp chứng chỉ',
    en: 'the issuer of its certificate cannot be checked',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: { vi: 'cổng này không dùng TLS', en: 'this port does not speak TLS' },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { vi: 'cổng này không dùng TLS', en: 'this port does not speak TLS' },
}

/** The other side, or something on the way, hung up. */
const CUT_OFF = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']
const CUT_OFF_WORDS: Bilingual = { vi: 'bị ngắt giữa chừng', en: 'it was cut off' }

const TIMEOUTS = [
  'ETIMEDOUT',
  'TimeoutError',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]

/** The errors below one another, the outermost first. */
export function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && chain.length < 8; ) {
    chain.push(at)
    // Node tries several addresses of one name, and tells all failures together.
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return chain
}

/** All names that an error and its causes go by. */
function codesOf(error: unknown): readonly string[] {
  return causesOf(error).flatMap((cause) => {
    const { code, originalCode } = cause as { code?: unknown; originalCode?: unknown }
    return [originalCode, code, cause.name].filter((name): name is string => typeof name === 'string')
  })
}

export function toOutgoingError(error: unknown, called: Called): CongkyError {
  if (error instanceof CongkyError) return error
  const codes = codesOf(error)
  const has = (...wanted: readonly string[]) => codes.some((code) => wanted.includes(code))
  const cause = withoutAddress(error)
  const proxyProblem = proxyError(error, called)
  if (proxyProblem) return proxyProblem
  // Whose name is unknown or who refuses is the proxy, when there is one: behind it nobody else is called from here.
  const { way } = called
  const address = way === null ? called.address : `${way.host}:${way.port} (proxy)`
  if (has('ENOTFOUND', 'EAI_AGAIN', 'EDNS')) {
    return new CongkyError('ERR_HOST_UNKNOWN', { host: way?.host ?? called.host }, { cause })
  }
  if (has('ECONNREFUSED')) return new CongkyError('ERR_CONNECTION_REFUSED', { address }, { cause })
  const tls = codes.find((code) => Object.hasOwn(TLS_PROBLEMS, code))
  if (tls !== undefined || has('ETLS') || codes.some((code) => /^(ERR_SSL_|ERR_TLS_|CERT_)/.test(code))) {
    const detail = TLS_PROBLEMS[tls ?? ''] ?? codes[0] ?? 'TLS'
    return new CongkyError('ERR_CONNECTION_TLS', { address: called.address, detail }, { cause })
  }
  if (has(...TIMEOUTS)) return new CongkyError('ERR_CONNECTION_TIMEOUT', { address: called.address }, { cause })
  const named = codes.find((code) => /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) ?? '-'
  const detail = has(...CUT_OFF) ? CUT_OFF_WORDS : named
  return new CongkyError('ERR_CONNECTION_FAILED', { address, detail }, { cause })
}

/** Neither library has a code for what a proxy answered: both write its status at the end of the message. */
function proxyError(error: unknown, { way }: Called): CongkyError | null {
  if (way === null) return null
  const text = causesOf(error)
    .map(({ message }) => message)
    .join('\n')
  const status =
    /Proxy response \((\d{3})\)|Proxy Authentication Required \((\d{3})\)|response from proxy: (\d{3})/.exec(text)
  const found = status?.[1] ?? status?.[2] ?? status?.[3]
  if (found === undefined) return null
  const proxy = `${way.host}:${way.port}`
  return found === '407'
    ? new CongkyError('ERR_PROXY_AUTH', { proxy })
    : new CongkyError('ERR_PROXY_REFUSED', { proxy, status: found })
}

/** What the log gets: the codes, since messages of libraries may hold addresses with keys, or words of the server. */
function withoutAddress(error: unknown): Error {
  return new Error(codesOf(error).join(' < ') || 'unknown')
}
