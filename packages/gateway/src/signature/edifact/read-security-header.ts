/** What a security header group says: which service over what, under which algorithms, and whose certificate. */
import { X509Certificate } from 'node:crypto'
import {
  AGREED,
  AUTHENTICATING_PARTY,
  type DigestName,
  digestOf,
  keyTypeOf,
  type ReadSegment,
  type ScopeName,
  scopeOf,
  securityElement,
  securityValue,
  USE,
  valueAt,
} from '@congky/documents'
import { type Certificate, normalizeSerial, parseCertificate } from '../../domain/certificate.ts'
import { certificateIdentity } from '../cms/certificate-identity.ts'
import { filterOf, type SecurityFilter } from './filters.ts'
import type { SecurityGroup } from './secured-structure.ts'

export interface SecurityHeader {
  /** 0534. */
  readonly reference: string
  /** 0501. */
  readonly service: string
  readonly scope: ScopeName | null
  readonly filter: SecurityFilter | null
  /** As it claims; one that is no time is null, none is an empty list. */
  readonly times: readonly (Date | null)[]
  /** Null: a code that is not known, or none. */
  readonly digest: DigestName | null
  readonly keyType: 'rsa' | 'ec' | null
  /** The one that came along, where it is the one that is named. */
  readonly certificate: Certificate | null
  /** What keeps the group from being understood as one signature by one certificate. */
  readonly problems: readonly string[]
}

/** @param version Of the syntax. */
export function readSecurityHeader({ first, segments }: SecurityGroup, version: number): SecurityHeader {
  const value = (code: string) => securityValue(first, 'USH', code, version)
  const algorithms = segments.filter(({ tag }) => tag === 'USA')
  const usedFor = (use: string) => algorithms.filter((each) => valueAt(each, 1, 1) === use)
  const hashing = usedFor(USE.ownerHashing)
  const signing = usedFor(USE.ownerSigning)
  const filter = filterOf(value('0505'))
  const named = segments.filter(({ tag }) => tag === 'USC')
  const read = readCertificate(named[0] ?? null, signing, filter, version)
  return {
    ...{ reference: value('0534'), service: value('0501'), scope: scopeOf(value('0541')), filter },
    times: securityElement(first, 'USH', 'S501', version).map(readTime),
    digest: hashing[0] ? digestOf(valueAt(hashing[0], 1, 4), valueAt(hashing[0], 1, 5)) : null,
    keyType: signing[0] ? keyTypeOf(valueAt(signing[0], 1, 4)) : null,
    certificate: read.certificate,
    problems: [
      ...(hashing.length > 1 || !areAlike(signing) ? ['it names several algorithms for one purpose'] : []),
      ...(hashing.length + signing.length < algorithms.length ? ['it uses an algorithm for what is not read'] : []),
      ...(named.length > 1 ? ['it names several certificates'] : []),
      ...(segments.some(({ tag }) => tag === 'USR') ? ['it holds a certificate of EDIFACT, which is not read'] : []),
      ...(filter ? [] : ['its filter for binary values is not read']),
      ...read.problems,
    ],
  }
}

/** A certificate that is long goes on in another segment of the same algorithm. */
function areAlike(segments: readonly ReadSegment[]): boolean {
  const algorithms = segments.map(({ elements }) => JSON.stringify(elements[0]))
  return new Set(algorithms).size <= 1
}

/** `CCYYMMDD`, `HHMMSS` with `Z` or an offset behind it; local time of nobody knows where is read as UTC. */
function readTime([, date = '', time = '', offset = '']: readonly string[]): Date | null {
  const day = /^(\d{4})(\d\d)(\d\d)$/.exec(date)
  const clock = /^(\d\d)(\d\d)(\d\d)?\d*Z?$/.exec(time || '000000')
  if (!day || !clock) return null
  const [, hours = '00', minutes = '00', seconds = '00'] = clock
  const zone = /^(-?)(\d\d)(\d\d)$/.exec(offset)
  const shift = zone ? `${zone[1] || '+'}${zone[2]}:${zone[3]}` : 'Z'
  const read = new Date(`${day[1]}-${day[2]}-${day[3]}T${hours}:${minutes}:${seconds}${shift}`)
  return Number.isNaN(read.getTime()) ? null : read
}

interface ReadCertificate {
  readonly certificate: Certificate | null
  readonly problems: readonly string[]
}

/**
 * The parameters of the signing algorithm that both parties agreed on, one behind the other, are the certificate: our
 * own reading, since the standard has room for certificates of EDIFACT only. It has to be the one that USC names.
 */
function readCertificate(
  named: ReadSegment | null,
  signing: readonly ReadSegment[],
  filter: SecurityFilter | null,
  version: number,
): ReadCertificate {
  const parameters = signing.flatMap((segment) => securityElement(segment, 'USA', 'S503', version))
  const text = parameters.flatMap(([use, value = '']) => (use === AGREED ? [value] : [])).join('')
  if (text === '') return { certificate: null, problems: ['it does not carry the certificate that it names'] }
  try {
    const der = filter?.read(text) ?? null
    if (der === null) return { certificate: null, problems: ['the certificate that it names cannot be read'] }
    const certificate = exactCertificate(der)
    const isNamed = named === null || isReference(named, certificate, filter, version)
    return { certificate, problems: isNamed ? [] : ['it was made for another certificate'] }
  } catch {
    return { certificate: null, problems: ['the certificate that it names cannot be read'] }
  }
}

/** @throws {Error} It is none, or has something behind it. */
function exactCertificate(der: Buffer): Certificate {
  if (!new X509Certificate(der).raw.equals(der)) throw new Error('it is no certificate')
  return parseCertificate(der)
}

/** By serial number, and by issuer where its name is written as the bytes it has in the certificate. */
function isReference(
  named: ReadSegment,
  { serial, der }: Certificate,
  filter: SecurityFilter | null,
  version: number,
): boolean {
  const reference = securityValue(named, 'USC', '0536', version)
  if (reference !== '' && normalizeSerial(reference) !== serial) return false
  const issuer = securityElement(named, 'USC', 'S500', version).find(([role]) => role === AUTHENTICATING_PARTY)
  const [, , name = '', list = ''] = issuer ?? []
  if (name === '' || list !== AGREED) return true
  return filter?.read(name)?.equals(certificateIdentity(der).issuer) === true
}
