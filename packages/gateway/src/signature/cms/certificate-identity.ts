/** What CMS names a certificate by, octet for octet as its authority wrote it (RFC 5280, 4.1 and 4.2). */
import { OID } from './cms-algorithms.ts'
import { BerCursor, type BerValue, contextTag, octets, oidText, readBer, TAG } from './read-ber.ts'

export interface CertificateIdentity {
  /** DER of the issuer's name, and of the subject's. */
  readonly issuer: Buffer
  readonly subject: Buffer
  /** DER of the serial number. */
  readonly serial: Buffer
  readonly subjectKeyIdentifier: Buffer | null
  /** What its key is for, when it says so. */
  readonly extendedKeyUsage: { readonly critical: boolean; readonly purposes: readonly string[] } | null
}

/** @throws {CmsProblem} It is no certificate. */
export function certificateIdentity(der: Uint8Array): CertificateIdentity {
  const fields = new BerCursor(readBer(der).parts[0], 'a certificate')
  fields.takeIf(contextTag(0))
  const serial = fields.take(TAG.integer).bytes
  fields.take(TAG.sequence) // signature algorithm
  const issuer = fields.take(TAG.sequence).bytes
  fields.take(TAG.sequence) // validity
  const subject = fields.take(TAG.sequence).bytes
  fields.take(TAG.sequence) // public key
  const extensions = lastExtensions(fields)
  const keyId = extensions.get(OID.subjectKeyIdentifier)
  const usage = extensions.get(OID.extendedKeyUsage)
  return {
    ...{ issuer, subject, serial },
    subjectKeyIdentifier: keyId ? octets(readBer(keyId.value), 'a key identifier') : null,
    extendedKeyUsage: usage
      ? { critical: usage.critical, purposes: readBer(usage.value).parts.map((purpose) => oidText(purpose)) }
      : null,
  }
}

interface CertificateExtension {
  readonly critical: boolean
  readonly value: Buffer
}

/** By object identifier. Unique identifiers may stand before them. */
function lastExtensions(fields: BerCursor): ReadonlyMap<string, CertificateExtension> {
  let last: BerValue | null = null
  for (let next = fields.takeAny(); next; next = fields.takeAny()) last = next
  if (last?.tag !== contextTag(3)) return new Map()
  return new Map(
    (last.parts[0]?.parts ?? []).map((part) => {
      const extension = new BerCursor(part, 'an extension')
      const name = oidText(extension.take(TAG.oid))
      const critical = extension.takeIf(TAG.boolean)?.contents[0] === 0xff
      return [name, { critical, value: octets(extension.take(TAG.octetString), 'an extension') }]
    }),
  )
}
