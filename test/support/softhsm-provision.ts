/** What happens inside the short-lived process that writes a SoftHSM token; see `softhsm.ts`. */
import { X509Certificate } from 'node:crypto'
import type * as Pkcs11 from 'pkcs11js'
import { Certificate } from 'pkijs'
import type { IssuedCertificate } from './pki.ts'

export type TokenObject = 'certificate' | 'public-key' | 'private-key'

export interface NewKey {
  readonly issued: Pick<IssuedCertificate, 'certificateDer' | 'privateKey'>
  /** CKA_ID in hex, which ties certificate and key. Default: the key's number on the token, `01`, `02`… */
  readonly id?: string
  /** The key wants the PIN again for every signature (CKA_ALWAYS_AUTHENTICATE). */
  readonly alwaysAuthenticate?: boolean
  /** What goes on the token. Default: all three; some tokens have no public key objects. */
  readonly objects?: readonly TokenObject[]
}

export interface ProvisionRequest {
  /** Serial number of an existing token; null makes a new one. */
  readonly serial: string | null
  readonly label: string
  readonly pin: string
  readonly soPin: string
  readonly newPin: string | null
  readonly keys: readonly ProvisionedKey[]
}

/** Everything as hex, for JSON. */
interface ProvisionedKey {
  readonly id: string
  readonly alwaysAuthenticate: boolean
  readonly objects: readonly TokenObject[]
  readonly certificate: string
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  readonly label: string
  readonly kind: 'rsa' | 'ec'
  /** RSA: n, e, d, p, q, dp, dq, qi. EC: d, and the public point as x, y. */
  readonly parts: Readonly<Record<string, string>>
}

/** Everything of a key that SoftHSM wants told. */
export function toProvisionedKey({ issued, id, alwaysAuthenticate, objects }: NewKey, index: number): ProvisionedKey {
  const x509 = new X509Certificate(issued.certificateDer)
  const jwk = issued.privateKey.export({ format: 'jwk' })
  const names = jwk.kty === 'RSA' ? (['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const) : (['d', 'x', 'y'] as const)
  return {
    id: id ?? (index + 1).toString(16).padStart(2, '0'),
    alwaysAuthenticate: alwaysAuthenticate ?? false,
    objects: objects ?? ['certificate', 'public-key', 'private-key'],
    certificate: Buffer.from(issued.certificateDer).toString('hex'),
    ...readNames(issued.certificateDer),
    label: /^CN=(.*)$/m.exec(x509.subject)?.[1] ?? 'certificate',
    kind: jwk.kty === 'RSA' ? 'rsa' : 'ec',
    parts: Object.fromEntries(names.map((name) => [name, Buffer.from(String(jwk[name]), 'base64url').toString('hex')])),
  }
}

function readNames(der: Uint8Array): Pick<ProvisionedKey, 'subject' | 'issuer' | 'serialNumber'> {
  const hexOf = (part: { toBER(): ArrayBuffer }) => Buffer.from(part.toBER()).toString('hex')
  const certificate = Certificate.fromBER(new Uint8Array(der))
  return {
    subject: hexOf(certificate.subject.toSchema()),
    issuer: hexOf(certificate.issuer.toSchema()),
    serialNumber: hexOf(certificate.serialNumber),
  }
}

/**
 * Makes one token, or finds it, puts keys on it, and returns its serial number. Runs in a process of its own, as text: it may use its
 * arguments and nothing else of this file.
 */
export function provision(p11: typeof Pkcs11, request: ProvisionRequest & { readonly modulePath: string }): string {
  const library = new p11.PKCS11()
  library.load(request.modulePath)
  library.C_Initialize({ flags: p11.CKF_OS_LOCKING_OK })
  const slot = library.C_GetSlotList(true).find((candidate) => {
    const { flags, serialNumber } = library.C_GetTokenInfo(candidate)
    return request.serial === null ? (flags & p11.CKF_TOKEN_INITIALIZED) === 0 : serialNumber.trim() === request.serial
  })
  if (slot === undefined) throw new Error('SoftHSM shows no such slot')
  if (request.serial === null) library.C_InitToken(slot, request.soPin, request.label)
  const serial = library.C_GetTokenInfo(slot).serialNumber.trim()
  const session = library.C_OpenSession(slot, p11.CKF_SERIAL_SESSION | p11.CKF_RW_SESSION)
  if (request.serial === null) {
    library.C_Login(session, p11.CKU_SO, request.soPin)
    library.C_InitPIN(session, request.pin)
    library.C_Logout(session)
  }
  library.C_Login(session, p11.CKU_USER, request.pin)
  if (request.newPin !== null) library.C_SetPIN(session, request.pin, request.newPin)
  for (const key of request.keys) {
    const hex = (value: string | undefined) => Buffer.from(value ?? '', 'hex')
    const part = (name: string) => hex(key.parts[name])
    const common = [
      { type: p11.CKA_TOKEN, value: true },
      { type: p11.CKA_ID, value: hex(key.id) },
      { type: p11.CKA_LABEL, value: key.label },
    ]
    // DER of the object identifier prime256v1, and of an OCTET STRING of 65 bytes that starts uncompressed.
    const curve = { type: p11.CKA_EC_PARAMS, value: hex('06082a8648ce3d030107') }
    const point = { type: p11.CKA_EC_POINT, value: Buffer.concat([hex('044104'), part('x'), part('y')]) }
    const modulus = { type: p11.CKA_MODULUS, value: part('n') }
    const exponent = { type: p11.CKA_PUBLIC_EXPONENT, value: part('e') }
    const keyType = { type: p11.CKA_KEY_TYPE, value: key.kind === 'rsa' ? p11.CKK_RSA : p11.CKK_EC }
    const templates = {
      certificate: [
        { type: p11.CKA_CLASS, value: p11.CKO_CERTIFICATE },
        { type: p11.CKA_CERTIFICATE_TYPE, value: p11.CKC_X_509 },
        { type: p11.CKA_PRIVATE, value: false },
        { type: p11.CKA_SUBJECT, value: hex(key.subject) },
        { type: p11.CKA_ISSUER, value: hex(key.issuer) },
        { type: p11.CKA_SERIAL_NUMBER, value: hex(key.serialNumber) },
        { type: p11.CKA_VALUE, value: hex(key.certificate) },
      ],
      'public-key': [
        { type: p11.CKA_CLASS, value: p11.CKO_PUBLIC_KEY },
        keyType,
        { type: p11.CKA_PRIVATE, value: false },
        { type: p11.CKA_VERIFY, value: true },
        ...(key.kind === 'rsa' ? [modulus, exponent] : [curve, point]),
      ],
      'private-key': [
        { type: p11.CKA_CLASS, value: p11.CKO_PRIVATE_KEY },
        keyType,
        { type: p11.CKA_PRIVATE, value: true },
        { type: p11.CKA_SENSITIVE, value: true },
        { type: p11.CKA_EXTRACTABLE, value: false },
        { type: p11.CKA_SIGN, value: true },
        { type: p11.CKA_SUBJECT, value: hex(key.subject) },
        { type: p11.CKA_ALWAYS_AUTHENTICATE, value: key.alwaysAuthenticate },
        ...(key.kind === 'rsa'
          ? [
              modulus,
              exponent,
              { type: p11.CKA_PRIVATE_EXPONENT, value: part('d') },
              { type: p11.CKA_PRIME_1, value: part('p') },
              { type: p11.CKA_PRIME_2, value: part('q') },
              { type: p11.CKA_EXPONENT_1, value: part('dp') },
              { type: p11.CKA_EXPONENT_2, value: part('dq') },
              { type: p11.CKA_COEFFICIENT, value: part('qi') },
            ]
          : [curve, { type: p11.CKA_VALUE, value: part('d') }]),
      ],
    }
    for (const object of key.objects) library.C_CreateObject(session, [...common, ...templates[object]])
  }
  library.C_Finalize()
  return serial
}
