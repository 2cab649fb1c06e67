import { normalizeSerial } from './certificate.ts'

/** Bytes of a serial number are at most 20 (RFC 5280, 4.1.2.2), of a SHA-256 thumbprint exactly 32. */
const SERIAL_HEX_MAX = 40
const THUMBPRINT_HEX = 64

/**
 * How a certificate is named in the configuration: its thumbprint in lower case or its serial number in upper
 * case; colons and blanks between are dropped. null for what is neither.
 */
export function parseCertificateReference(written: string): string | null {
  const hex = written.replace(/[\s:]/g, '')
  if (!/^[0-9A-Fa-f]+$/.test(hex)) return null
  if (hex.length === THUMBPRINT_HEX) return hex.toLowerCase()
  return hex.length <= SERIAL_HEX_MAX ? normalizeSerial(hex) : null
}
