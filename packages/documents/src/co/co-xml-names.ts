/** Names in our XML of a certificate: those of the record, with a capital. */

export const CO_ROOT = 'CertificateOfOrigin'
/** Of the XML; it changes when what was written before would be read otherwise. */
export const CO_VERSION = '1'

export function coElement(key: string): string {
  return `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`
}
