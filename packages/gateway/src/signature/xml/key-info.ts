/**
 * The KeyInfo of a signature: which of the shapes that receivers look for is written is up to the profile.
 * Sources: XML-DSig 1.1 section 4.5; RFC 4514 for names; what Vietnamese receivers read is told in the
 * profile options.
 */

import type { JsonWebKey } from 'node:crypto'
import type { XmlProfileOptions } from '@congky/shared'
import type { Certificate } from '../../domain/certificate.ts'
import { publicKeyOf } from '../public-key.ts'
import { DS11_NAMESPACE } from './algorithms.ts'
import { escapeXml, xmlElement } from './xml-text.ts'

type KeyInfoPart = XmlProfileOptions['keyInfo'][number]

/** KeyInfo in the profile's order, all X.509 parts in the one X509Data; empty when the profile wants none. */
export function keyInfoXml(parts: readonly KeyInfoPart[], certificate: Certificate): string {
  if (parts.length === 0) return ''
  const x509 = parts.filter((part) => part !== 'key-value')
  const blocks = parts.map((part) => {
    if (part === 'key-value') return keyValueXml(certificate)
    return part === x509[0] ? xmlElement('X509Data', {}, ...x509.map((each) => x509Xml(each, certificate))) : ''
  })
  return xmlElement('KeyInfo', {}, ...blocks)
}

function x509Xml(part: Exclude<KeyInfoPart, 'key-value'>, certificate: Certificate): string {
  switch (part) {
    case 'subject-name':
      return xmlElement('X509SubjectName', {}, escapeXml(certificate.subject))
    case 'issuer-serial':
      return xmlElement(
        'X509IssuerSerial',
        {},
        xmlElement('X509IssuerName', {}, escapeXml(certificate.issuer)),
        xmlElement('X509SerialNumber', {}, BigInt(`0x${certificate.serial}`).toString()),
      )
    case 'certificate':
      return xmlElement('X509Certificate', {}, Buffer.from(certificate.der).toString('base64'))
  }
}

function keyValueXml(certificate: Certificate): string {
  const key = publicKeyOf(certificate).export({ format: 'jwk' })
  if (certificate.keyType === 'rsa') {
    const modulus = xmlElement('Modulus', {}, base64(key.n))
    return xmlElement('KeyValue', {}, xmlElement('RSAKeyValue', {}, modulus, xmlElement('Exponent', {}, base64(key.e))))
  }
  // XML-DSig 1.1, 4.5.2.3: the curve by its object identifier, the point uncompressed.
  const point = Buffer.concat([
    Buffer.of(4),
    Buffer.from(key.x ?? '', 'base64url'),
    Buffer.from(key.y ?? '', 'base64url'),
  ])
  const curve = xmlElement('NamedCurve', { URI: curveUri(key) })
  const publicKey = xmlElement('PublicKey', {}, point.toString('base64'))
  return xmlElement('KeyValue', {}, xmlElement('ECKeyValue', { xmlns: DS11_NAMESPACE }, curve, publicKey))
}

/** Object identifiers from RFC 5480, 2.1.1.1. */
const CURVE_OIDS: Readonly<Record<string, string>> = {
  'P-256': '1.2.840.10045.3.1.7',
  'P-384': '1.3.132.0.34',
  'P-521': '1.3.132.0.35',
}

function curveUri(key: JsonWebKey): string {
  const oid = CURVE_OIDS[key.crv ?? '']
  if (oid === undefined) throw new Error(`no URI for curve ${key.crv}`)
  return `urn:oid:${oid}`
}

function base64(value: string | undefined): string {
  return Buffer.from(value ?? '', 'base64url').toString('base64')
}
