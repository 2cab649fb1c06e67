/**
 * The gateway's own TLS certificate, made at first start. It is self-signed: workstations do not ask an
 * authority about it, they pin its fingerprint when they are paired. So it must stay the same, and nothing
 * here ever replaces one that exists.
 *
 * Key and certificate stand in one file, `stateDir/tls.pem` (mode 0600): there is no moment, and no crash,
 * with one but not the other.
 */
import { createHash, createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { Integer, OctetString, Utf8String } from 'asn1js'
import {
  AltName,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
} from 'pkijs'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { ipBytes } from './ip-bytes.ts'
import { replaceFile } from './replace-file.ts'

export interface TlsCertificate {
  readonly certPem: string
  readonly keyPem: string
  /** SHA-256 of the DER, lower-case hex: what workstations pin. */
  readonly fingerprint: string
}

/** The certificate that the configuration asks for; null where TLS is off. @throws {Error} It cannot be read. */
export async function loadTlsCertificate({ tls, stateDir, listen }: GatewayConfig): Promise<TlsCertificate | null> {
  if (tls.mode === 'off') return null
  if (tls.mode === 'auto' || tls.certFile === null || tls.keyFile === null) {
    return ensureTlsCertificate(stateDir, { hostnames: [listen.host] })
  }
  const certPem = readFileSync(tls.certFile, 'utf8')
  const fingerprint = new X509Certificate(certPem).fingerprint256.replaceAll(':', '').toLowerCase()
  return { certPem, keyPem: readFileSync(tls.keyFile, 'utf8'), fingerprint }
}

const YEARS_VALID = 10
const OID = {
  commonName: '2.5.4.3',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

/**
 * @param options.hostnames Names and addresses that workstations may call the gateway by, beside this
 * host's own name and addresses. Used when the certificate is made, not later.
 * @throws {Error} The file cannot be written, or holds no certificate with its key.
 */
export async function ensureTlsCertificate(
  stateDir: string,
  options: { readonly hostnames: readonly string[] },
): Promise<TlsCertificate> {
  const file = join(stateDir, 'tls.pem')
  const existing = readIfPresent(file)
  if (existing !== null) return parseTlsFile(existing, file)
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const pem = await makeCertificate([...options.hostnames, ...namesOfThisHost()])
  replaceFile(file, pem, 0o600)
  return parseTlsFile(pem, file)
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function parseTlsFile(pem: string, file: string): TlsCertificate {
  const keyPem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(pem)?.[0]
  const certPem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(pem)?.[0]
  if (keyPem === undefined || certPem === undefined) throw new Error(`${file} holds no certificate with its key`)
  const certificate = new X509Certificate(certPem)
  if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) {
    throw new Error(`The key in ${file} does not belong to its certificate`)
  }
  return { certPem, keyPem, fingerprint: createHash('sha256').update(certificate.raw).digest('hex') }
}

/** Both addresses of loopback, this host's name, and its addresses in the LAN. */
function namesOfThisHost(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const lan = addresses.filter((address) => !address.internal && !address.address.startsWith('fe80:'))
  return [hostname(), 'localhost', '127.0.0.1', '::1', ...lan.map((address) => address.address)]
}

async function makeCertificate(names: readonly string[]): Promise<string> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const certificate = new Certificate()
  certificate.version = 2 // X.509 v3
  certificate.serialNumber = new Integer({ valueHex: positiveSerial() })
  const name = new AttributeTypeAndValue({ type: OID.commonName, value: new Utf8String({ value: commonName() }) })
  certificate.subject.typesAndValues.push(name)
  certificate.issuer.typesAndValues.push(name)
  const now = new Date()
  // A workstation whose clock is a day behind should still be able to pair.
  certificate.notBefore.value = new Date(now.getTime() - 24 * 3_600_000)
  certificate.notAfter.value = new Date(now)
  certificate.notAfter.value.setFullYear(now.getFullYear() + YEARS_VALID)
  certificate.extensions = [
    extension(OID.basicConstraints, true, new BasicConstraints({ cA: false })),
    extension(OID.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [OID.serverAuth] })),
    extension(OID.subjectAltName, false, new AltName({ altNames: [...new Set(names)].flatMap(toGeneralName) })),
  ]
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey)
  await certificate.sign(keys.privateKey, 'SHA-256')
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return toPem('PRIVATE KEY', pkcs8) + toPem('CERTIFICATE', certificate.toSchema(true).toBER())
}

/** 16 random bytes whose first bit is clear, so that the number is positive (RFC 5280, 4.1.2.2). */
function positiveSerial(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.buffer
}

/** At most 64 characters: X.520, ub-common-name. */
function commonName(): string {
  return `congky ${hostname()}`.slice(0, 64)
}

function extension(extnID: string, critical: boolean, value: { toSchema(): { toBER(): ArrayBuffer } }): Extension {
  return new Extension({ extnID, critical, extnValue: value.toSchema().toBER() })
}

/** The choices of GeneralName, RFC 5280, 4.2.1.6: 2 is dNSName, 7 is iPAddress. None for what is neither. */
function toGeneralName(name: string): GeneralName[] {
  const address = ipBytes(name)
  if (address !== null)
    return [new GeneralName({ type: 7, value: new OctetString({ valueHex: address.slice().buffer }) })]
  return /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(name) ? [new GeneralName({ type: 2, value: name })] : []
}

function toPem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
