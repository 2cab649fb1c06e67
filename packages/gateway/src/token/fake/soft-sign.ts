/**
 * Signatures over finished digests with keys in memory, for the fake token. Slow and not constant in time:
 * right for demonstrations and tests, wrong for keys that matter.
 */
import { constants, createECDH, type KeyObject, privateEncrypt } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import { encodeDigestInfo } from '../digest-info.ts'

/** @throws {CongkyError} ERR_MECHANISM_MISSING: neither RSA nor P-256. */
export function softSign(key: KeyObject, digestAlgorithm: 'sha1' | 'sha256', digest: Uint8Array): Buffer {
  if (key.asymmetricKeyType === 'rsa') {
    const padded = { key, padding: constants.RSA_PKCS1_PADDING }
    return privateEncrypt(padded, encodeDigestInfo(digestAlgorithm, digest))
  }
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
    return signP256(toBigInt(Buffer.from(String(key.export({ format: 'jwk' }).d), 'base64url')), digest)
  }
  throw new CongkyError('ERR_MECHANISM_MISSING', { token: 'fake', algorithm: String(key.asymmetricKeyType) })
}

/** Order of the curve P-256: FIPS 186-4, D.1.2.3. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** ECDSA as in FIPS 186-4, 6.4, since Node signs data only, never a finished digest. Digests are at most 256 bits. */
function signP256(privateKey: bigint, digest: Uint8Array): Buffer {
  const ecdh = createECDH('prime256v1')
  const point = ecdh.generateKeys() // 0x04 ‖ x ‖ y of k·G
  const k = toBigInt(ecdh.getPrivateKey())
  const r = toBigInt(point.subarray(1, 33)) % N
  const s = (invert(k) * (toBigInt(digest) + r * privateKey)) % N
  return Buffer.from(r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0'), 'hex')
}

/** Modulo N, by Fermat: N is prime. */
function invert(value: bigint): bigint {
  let result = 1n
  for (let base = value % N, exponent = N - 2n; exponent > 0n; exponent >>= 1n, base = (base * base) % N) {
    if (exponent & 1n) result = (result * base) % N
  }
  return result
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}
