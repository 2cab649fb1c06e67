/** Reading objects of a token: certificates and keys. Child side: every function here calls the driver. */
import { createPublicKey, type JsonWebKey, X509Certificate } from 'node:crypto'
import pkcs11js from 'pkcs11js'
import { calling, DriverError } from './driver-error.ts'
import type { KeyType } from './mechanism.ts'

type Pkcs11 = pkcs11js.PKCS11
export type Handle = pkcs11js.Handle

/** Objects fetched by one C_FindObjects; a token holds a handful. */
const OBJECTS_PER_FIND = 64

/** Handles of all objects that match the template. */
export function findObjects(p11: Pkcs11, session: Handle, template: pkcs11js.Template): Handle[] {
  calling('C_FindObjectsInit', () => p11.C_FindObjectsInit(session, template))
  try {
    const handles: Handle[] = []
    for (;;) {
      const page = calling('C_FindObjects', () => p11.C_FindObjects(session, OBJECTS_PER_FIND))
      handles.push(...page)
      if (page.length < OBJECTS_PER_FIND) return handles
    }
  } finally {
    calling('C_FindObjectsFinal', () => p11.C_FindObjectsFinal(session))
  }
}

/** One attribute, or null when the object has none or will not tell. @throws {DriverError} The token is gone. */
export function readAttribute(p11: Pkcs11, session: Handle, object: Handle, type: number): Buffer | null {
  try {
    const answer = calling('C_GetAttributeValue', () => p11.C_GetAttributeValue(session, object, [{ type }]))
    const value = answer[0]?.value
    return Buffer.isBuffer(value) && value.length > 0 ? value : null
  } catch (error) {
    // CKR_ATTRIBUTE_SENSITIVE, CKR_ATTRIBUTE_TYPE_INVALID: common answers, which say nothing about the token.
    if (error instanceof DriverError && error.meaning === 'failure') return null
    throw error
  }
}

export interface CertificateObject {
  readonly der: Buffer
  /** CKA_ID, which ties it to its key; null where the token has none. */
  readonly id: Buffer | null
}

/** The certificates on a token, those that no program could read left out. */
export function readCertificates(p11: Pkcs11, session: Handle): CertificateObject[] {
  const template = [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE }]
  return findObjects(p11, session, template).flatMap((object) => {
    const der = readAttribute(p11, session, object, pkcs11js.CKA_VALUE)
    if (der === null || !isCertificate(der)) return []
    return [{ der, id: readAttribute(p11, session, object, pkcs11js.CKA_ID) }]
  })
}

function isCertificate(der: Buffer): boolean {
  try {
    return new X509Certificate(der).raw.length > 0
  } catch {
    return false
  }
}

export interface PrivateKeyObject {
  readonly handle: Handle
  readonly id: Buffer | null
  /** The RSA modulus or the EC point, from the key or its public half; null where the token tells neither. */
  readonly publicPart: Buffer | null
}

/** The private keys on a token one is logged in to. */
export function readPrivateKeys(p11: Pkcs11, session: Handle): PrivateKeyObject[] {
  const handles = findObjects(p11, session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }])
  return handles.map((handle) => {
    const id = readAttribute(p11, session, handle, pkcs11js.CKA_ID)
    const modulus = readAttribute(p11, session, handle, pkcs11js.CKA_MODULUS)
    return { handle, id, publicPart: modulus ?? readEcPoint(p11, session, id) }
  })
}

/** Private EC keys carry no point; the public key object of the same CKA_ID does. */
function readEcPoint(p11: Pkcs11, session: Handle, id: Buffer | null): Buffer | null {
  if (id === null) return null
  const template = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY },
    { type: pkcs11js.CKA_ID, value: id },
  ]
  const object = findObjects(p11, session, template)[0]
  return object ? readAttribute(p11, session, object, pkcs11js.CKA_EC_POINT) : null
}

/** What a certificate says about its key. */
export interface CertifiedKey {
  readonly keyType: KeyType
  /** Length of a signature: the modulus, or r and s. */
  readonly signatureBytes: number
  /** RSA modulus without leading zeros, or the EC point x ‖ y. */
  readonly publicPart: Buffer
}

/** Reads the public key of a certificate; null for kinds of keys that we do not sign with. */
export function readCertifiedKey(der: Buffer): CertifiedKey | null {
  const jwk: JsonWebKey = createPublicKey(
    new X509Certificate(der).publicKey.export({ type: 'spki', format: 'pem' }),
  ).export({
    format: 'jwk',
  })
  const part = (name: 'n' | 'x' | 'y') => Buffer.from(jwk[name] ?? '', 'base64url')
  if (jwk.kty === 'RSA') {
    const modulus = part('n')
    return { keyType: 'rsa', signatureBytes: modulus.length, publicPart: modulus }
  }
  if (jwk.kty === 'EC') {
    const point = Buffer.concat([part('x'), part('y')])
    return { keyType: 'ec', signatureBytes: point.length, publicPart: point }
  }
  return null
}

/**
 * Whether a key object can belong to a certificate: 'yes' when the public values are equal, 'unknown' when
 * the token tells none. EC points come as an OCTET STRING, or bare, so only their tail is compared.
 */
export function comparePublicPart(key: PrivateKeyObject, certified: CertifiedKey): 'yes' | 'no' | 'unknown' {
  if (key.publicPart === null) return 'unknown'
  const told = key.publicPart.subarray(-certified.publicPart.length)
  return told.equals(certified.publicPart) ? 'yes' : 'no'
}
