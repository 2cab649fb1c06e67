import { createPublicKey, X509Certificate } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { type Certificate, parseCertificate } from '../../domain/certificate.ts'
import { keyInfoXml } from './key-info.ts'

let authority: Authority
let rsa: Certificate
let ec: Certificate

beforeAll(async () => {
  authority = await createAuthority('CA <thử> & nghiệm')
  const subject = [
    ['C', 'VN'],
    ['CN', 'CÔNG TY "A, B" <C> & CON'],
    ['UID', 'MST:0101300842'],
  ] as const
  rsa = parseCertificate((await issueCertificate(authority, { keyType: 'rsa-2048', subject })).certificateDer)
  ec = parseCertificate((await issueCertificate(authority, { keyType: 'p-256', subject })).certificateDer)
})

const inside = (xml: string, name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(xml)?.[1] ?? ''

test('parts stand in the order of the profile, those of X.509 together', () => {
  const names = (xml: string) => [...xml.matchAll(/<(\w+)[ >]/g)].map((match) => match[1])
  expect(names(keyInfoXml(['certificate', 'key-value', 'subject-name'], rsa))).toEqual([
    ...['KeyInfo', 'X509Data', 'X509Certificate', 'X509SubjectName'],
    ...['KeyValue', 'RSAKeyValue', 'Modulus', 'Exponent'],
  ])
  expect(keyInfoXml([], rsa)).toBe('')
})

test('the subject keeps a CN= that receivers can find, escaped for XML', () => {
  const name = inside(keyInfoXml(['subject-name'], rsa), 'X509SubjectName')
  expect(name).toContain('UID=MST:0101300842, CN=CÔNG TY')
  expect(name).toMatch(/, C=VN$/)
  expect(name).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)/)
})

test('the serial number is decimal', () => {
  const xml = keyInfoXml(['issuer-serial'], rsa)
  expect(BigInt(inside(xml, 'X509SerialNumber')).toString(16).toUpperCase()).toBe(rsa.serial)
  expect(inside(xml, 'X509IssuerName')).toContain('CN=CA')
})

test('the certificate is whole, on one line', () => {
  const base64 = inside(keyInfoXml(['certificate'], rsa), 'X509Certificate')
  expect(Buffer.from(base64, 'base64').equals(rsa.der)).toBe(true)
})

test('an RSA key is its modulus and exponent', () => {
  const xml = keyInfoXml(['key-value'], rsa)
  const [n, e] = ['Modulus', 'Exponent'].map((name) => Buffer.from(inside(xml, name), 'base64').toString('base64url'))
  const key = createPublicKey({ key: { kty: 'RSA', n, e } as never, format: 'jwk' })
  expect(key.equals(new X509Certificate(rsa.der).publicKey)).toBe(true)
})

test('an elliptic curve key is its curve and its point', () => {
  const xml = keyInfoXml(['key-value'], ec)
  expect(xml).toContain(
    '<ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/>',
  )
  const point = Buffer.from(inside(xml, 'PublicKey'), 'base64')
  const spki = new X509Certificate(ec.der).publicKey.export({ type: 'spki', format: 'der' })
  expect(point[0]).toBe(4)
  expect(spki.subarray(-65).equals(point)).toBe(true)
})
