/**
 * Which private key belongs to which certificate, and the proof that it does. Child side.
 *
 * CKA_ID is a promise of whoever wrote the token; equal public values are better; a signature over a random
 * digest that verifies against the certificate is certain.
 */
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto'
import pkcs11js from 'pkcs11js'
import type { TokenSignature } from '../token.ts'
import { calling, DriverError } from './driver-error.ts'
import { chooseSignInputs, type Digested, type KeyType } from './mechanism.ts'
import type { KeyReport } from './messages.ts'
import {
  type CertificateObject,
  type CertifiedKey,
  comparePublicPart,
  type Handle,
  type PrivateKeyObject,
  readAttribute,
  readCertifiedKey,
  readPrivateKeys,
} from './objects.ts'

/** A session on a token one is logged in to. */
export interface LoggedInSession {
  readonly p11: pkcs11js.PKCS11
  readonly session: Handle
  readonly mechanisms: ReadonlySet<number>
  /** For keys that want the PIN again at every signature. */
  readonly pin: () => string
}

export interface SigningKey {
  readonly handle: Handle
  readonly keyType: KeyType
  readonly signatureBytes: number
  readonly alwaysAuthenticate: boolean
}

/** C_Login, once; already being logged in is success. @throws {DriverError} What else it answered. */
export function logIn({ p11, session, pin }: LoggedInSession, user: number): void {
  try {
    calling('C_Login', () => p11.C_Login(session, user, pin()))
  } catch (error) {
    if (!(error instanceof DriverError) || error.meaning !== 'already-logged-in') throw error
  }
}

/** Finds the key of every certificate. Certificates without one are reported as 'missing'. */
export function findSigningKeys(
  login: LoggedInSession,
  certificates: ReadonlyMap<string, CertificateObject>,
  probe: boolean,
): { readonly keys: Map<string, SigningKey>; readonly reports: KeyReport[] } {
  const privateKeys = readPrivateKeys(login.p11, login.session)
  const keys = new Map<string, SigningKey>()
  const reports: KeyReport[] = []
  for (const [thumbprint, certificate] of certificates) {
    const certified = readCertifiedKey(certificate.der)
    const candidate = certified && chooseCandidate(privateKeys, certificate, certified)
    if (!certified || !candidate) {
      reports.push({ thumbprint, key: 'missing', asksPin: false })
      continue
    }
    const key = toSigningKey(login, candidate, certified)
    const belongs = comparePublicPart(candidate, certified) !== 'no' && (!probe || proves(login, key, certificate.der))
    reports.push({ thumbprint, key: belongs ? 'ok' : 'mismatch', asksPin: key.alwaysAuthenticate })
    if (belongs) keys.set(thumbprint, key)
  }
  return { keys, reports }
}

/** Equal public values win; then an equal CKA_ID. */
function chooseCandidate(
  keys: readonly PrivateKeyObject[],
  { id }: CertificateObject,
  certified: CertifiedKey,
): PrivateKeyObject | undefined {
  const sameId = keys.filter((key) => id !== null && key.id?.equals(id))
  return (
    sameId.find((key) => comparePublicPart(key, certified) === 'yes') ??
    keys.find((key) => comparePublicPart(key, certified) === 'yes') ??
    sameId[0]
  )
}

function toSigningKey(login: LoggedInSession, { handle }: PrivateKeyObject, certified: CertifiedKey): SigningKey {
  const flag = readAttribute(login.p11, login.session, handle, pkcs11js.CKA_ALWAYS_AUTHENTICATE)
  return {
    handle,
    keyType: certified.keyType,
    signatureBytes: certified.signatureBytes,
    alwaysAuthenticate: flag?.[0] === 1,
  }
}

/** Signs a random digest and checks it. A key that cannot sign in the usual way proves nothing, nor fails. */
function proves(login: LoggedInSession, key: SigningKey, der: Buffer): boolean {
  const data = randomBytes(32)
  const digest = createHash('sha256').update(data).digest()
  try {
    const { value } = signWithKey(login, key, { digestAlgorithm: 'sha256', digest, data })
    const { publicKey } = new X509Certificate(der)
    return verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, value)
  } catch (error) {
    if (error instanceof DriverError && error.failure.kind === 'no-mechanism') return true
    throw error
  }
}

/**
 * One signature: C_SignInit, the extra login where the key wants it, C_Sign, all synchronous.
 *
 * @throws {DriverError} `no-mechanism` when the token offers no way; else what the driver answered.
 */
export function signWithKey(login: LoggedInSession, key: SigningKey, digested: Digested): TokenSignature {
  const { p11, session } = login
  for (const { mechanism, bytes } of chooseSignInputs(key.keyType, login.mechanisms, digested)) {
    const startedAt = performance.now()
    try {
      calling('C_SignInit', () => p11.C_SignInit(session, { mechanism }, key.handle))
    } catch (error) {
      // Some drivers list a mechanism that the key then refuses; the next one may do.
      if (error instanceof DriverError && error.meaning === 'no-mechanism') continue
      throw error
    }
    if (key.alwaysAuthenticate) {
      logIn(login, pkcs11js.CKU_CONTEXT_SPECIFIC)
    }
    const value = calling('C_Sign', () => p11.C_Sign(session, bytes, Buffer.alloc(key.signatureBytes)))
    return { value, signMs: performance.now() - startedAt }
  }
  throw new DriverError({ kind: 'no-mechanism', algorithm: `${key.keyType}-${digested.digestAlgorithm}` })
}
