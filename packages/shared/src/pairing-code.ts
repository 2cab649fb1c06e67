import { z } from 'zod'
import { CongkyError } from './congky-error.ts'

/**
 * What `workstation add` shows and `congky-client pair` takes: where the gateway is, whom to expect there
 * and a secret that works once. The fingerprint travels inside the code, so the client never has to trust
 * the first certificate it meets.
 */
export interface PairingCode {
  /** Base address such as `https://192.168.1.10:8443`. */
  readonly url: string
  /** SHA-256 of the gateway's TLS certificate in lower-case hex; absent for plain HTTP on loopback. */
  readonly fingerprint?: string | undefined
  readonly secret: string
}

const PREFIX = 'congky1-'
const schema = z.object({
  u: z.url({ protocol: /^https?$/ }),
  f: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  s: z.string().min(8),
})

export function encodePairingCode(code: PairingCode): string {
  const json = JSON.stringify({ u: code.url, f: code.fingerprint, s: code.secret })
  return PREFIX + Buffer.from(json).toString('base64url')
}

/** @throws {CongkyError} ERR_PAIRING_CODE_INVALID: not a code, or one that was cut off. */
export function decodePairingCode(text: string): PairingCode {
  try {
    const compact = text.replace(/\s/g, '')
    if (!compact.startsWith(PREFIX)) throw new Error('prefix missing')
    const { u, f, s } = schema.parse(JSON.parse(Buffer.from(compact.slice(PREFIX.length), 'base64url').toString()))
    return { url: u, fingerprint: f, secret: s }
  } catch (cause) {
    throw new CongkyError('ERR_PAIRING_CODE_INVALID', {}, { cause })
  }
}
