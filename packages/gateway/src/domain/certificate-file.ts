import { parseCertificate } from './certificate.ts'

const PEM_BLOCK =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g
/** Bundles of authorities have some two hundred. */
const CERTIFICATES_MAX = 500

/**
 * The certificates of a file: one as DER, or any number as PEM with whatever text between them.
 *
 * @returns DER of each, at least one.
 * @throws {Error} It holds none, too many, or one that cannot be read.
 */
export function readCertificateFile(bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1')
  const isPem = text.includes('-----BEGIN ')
  const ders = isPem
    ? [...text.matchAll(PEM_BLOCK)].map(([, base64 = '']) => new Uint8Array(Buffer.from(base64, 'base64')))
    : [new Uint8Array(bytes)]
  if (ders.length === 0) throw new Error('it holds no certificate')
  if (ders.length > CERTIFICATES_MAX) throw new Error(`it holds more than ${CERTIFICATES_MAX} certificates`)
  for (const der of ders) parseCertificate(der)
  return ders
}
