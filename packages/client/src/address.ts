/**
 * Where the gateway is and how it is recognised. The rules of the transport are decided here, once for
 * WebSocket and HTTP, in Node and browsers: nothing goes out without TLS except to this machine, and a
 * fingerprint is never quietly dropped.
 */
import { API_BASE, CongkyError } from '@congky/shared'

export interface GatewayAddress {
  /** Scheme, host, port and path prefix, without a slash at the end; also how messages name the gateway. */
  readonly base: string
  /** Name or IP address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  readonly secure: boolean
  /** SHA-256 of the gateway's TLS certificate (DER) in lower-case hex; null where authorities are trusted. */
  readonly fingerprint: string | null
}

/** @throws {CongkyError} ERR_ADDRESS_INVALID */
export function parseAddress(url: string, fingerprint?: string): GatewayAddress {
  const refuse = (en: string, vi: string) =>
    new CongkyError('ERR_ADDRESS_INVALID', { address: url, detail: { en, vi } })
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null) throw refuse('it is not a URL', 'không phải là URL')
  if (parsed.username !== '' || parsed.password !== '') {
    // Refused without repeating it: what looks like a user name may be a secret.
    throw new CongkyError('ERR_ADDRESS_INVALID', {
      address: parsed.host,
      detail: { en: 'it carries a user name or password', vi: 'có kèm tên đăng nhập hoặc mật khẩu' },
    })
  }
  const secure = parsed.protocol === 'https:'
  if (!secure && parsed.protocol !== 'http:') throw refuse('it is neither https nor http', 'không phải https hoặc http')
  if (parsed.search !== '' || parsed.hash !== '')
    throw refuse('it has more than a path', 'có thành phần thừa sau đường dẫn')
  if (!secure && !isLoopback(parsed.hostname)) {
    throw refuse('without TLS only this machine itself is called', 'chỉ được dùng http với chính máy này')
  }
  if (!secure && fingerprint !== undefined) {
    throw refuse('a fingerprint needs https', 'đã có dấu vân tay thì phải dùng https')
  }
  const normal = fingerprint === undefined ? null : normalFingerprint(fingerprint)
  if (fingerprint !== undefined && normal === null) {
    throw refuse('the fingerprint is not a SHA-256 in hex', 'dấu vân tay không phải SHA-256 dạng hex')
  }
  return {
    base: (parsed.origin + parsed.pathname).replace(/\/+$/, ''),
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port),
    secure,
    fingerprint: normal,
  }
}

/** The address of one call: `path` as in `/verify`. */
export function apiUrl(address: GatewayAddress, path: string): string {
  return address.base + API_BASE + path
}

export function webSocketUrl(address: GatewayAddress): string {
  return apiUrl(address, '/ws').replace(/^http/, 'ws')
}

/** Lower-case hex without colons, or null when it is no SHA-256. */
function normalFingerprint(text: string): string | null {
  const hex = text.replace(/[:\s]/g, '').toLowerCase()
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null
}

/** Whether a host name or address (IPv6 with or without brackets) means this machine (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '')
  return bare === 'localhost' || bare === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare)
}
