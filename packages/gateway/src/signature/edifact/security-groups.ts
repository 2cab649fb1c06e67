/** Security header and trailer groups as we write them (ISO 9735-5): one signature by one certificate. */
import {
  AGREED,
  AUTHENTICATING_PARTY,
  DIGEST_CODES,
  NO_RESPONSE,
  SCOPES,
  type ScopeName,
  SECURITY_TIMESTAMP,
  type Segment,
  SIGNING,
  securitySegment,
  USE,
  X509,
} from '@congky/documents'
import type { EdifactProfileOptions } from '@congky/shared'
import type { Certificate } from '../../domain/certificate.ts'
import { certificateIdentity } from '../cms/certificate-identity.ts'
import { mismatch } from '../xml/element-path.ts'
import { FILTERS, type SecurityFilter } from './filters.ts'

/** 0554 of 40100 has room for so many characters, USA for so many parameters, the group for so many USA. */
const PARAMETER_LENGTH_MAX = 512
const PARAMETERS_MAX = 9
const ALGORITHMS_MAX = 3
/** 0511 of 40100. */
const NAME_LENGTH_MAX = 1024

export interface SecurityWishes {
  /** Its name, for errors. */
  readonly profile: string
  /** 0534. */
  readonly reference: string
  /** 0501. */
  readonly service: string
  readonly scope: ScopeName
  readonly digest: 'sha1' | 'sha256'
  readonly filter: EdifactProfileOptions['filter']
  readonly signedAt: Date
  /** Of the syntax. */
  readonly version: number
}

/** USH and USA: a service that needs no key. */
export function integrityHeader({
  reference,
  service,
  scope,
  digest,
  filter,
  version,
}: Omit<SecurityWishes, 'profile' | 'signedAt'>): Segment[] {
  const header = {
    '0501': service,
    '0534': reference,
    '0541': SCOPES[scope],
    '0503': NO_RESPONSE,
    '0505': FILTERS[filter].code,
  }
  return [securitySegment('USH', header, version), hashing(digest, version)]
}

/**
 * USH, USA, USC and USA: the digest, who signs, and how.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH: the certificate has no room.
 */
export function signatureHeader(wishes: SecurityWishes, certificate: Certificate, isEnclosed: boolean): Segment[] {
  const { reference, service, scope, digest, signedAt, version } = wishes
  const filter = FILTERS[wishes.filter]
  const header = {
    ...{ '0501': service, '0534': reference, '0541': SCOPES[scope], '0503': NO_RESPONSE, '0505': filter.code },
    S501: [[SECURITY_TIMESTAMP, ...timeOf(signedAt)]],
  }
  const named = { '0536': certificate.serial, S500: issuerOf(certificate, filter), '0545': X509 }
  return [
    securitySegment('USH', header, version),
    hashing(digest, version),
    securitySegment('USC', named, version),
    ...signing(certificate, isEnclosed ? filter : null, wishes),
  ]
}

/** UST; 0588 counts the result behind it as well. */
export function securityTrailer(reference: string, segments: number, version: number): Segment {
  return securitySegment('UST', { '0534': reference, '0588': String(segments) }, version)
}

/** `20261123` and `081500Z`. */
export function timeOf(moment: Date): [date: string, time: string] {
  const digits = moment.toISOString().replace(/\D/g, '')
  return [digits.slice(0, 8), `${digits.slice(8, 14)}Z`]
}

function hashing(digest: 'sha1' | 'sha256', version: number): Segment {
  const [code, list] = DIGEST_CODES[digest]
  return securitySegment('USA', { S502: [[USE.ownerHashing, '', '', code, list]] }, version)
}

/** The issuer by the bytes of its name, as GS1 Austria has it; a name that is too long is left out. */
function issuerOf({ der }: Certificate, filter: SecurityFilter): readonly (readonly string[])[] {
  const name = filter.write(certificateIdentity(der).issuer)
  return name.length > NAME_LENGTH_MAX ? [] : [[AUTHENTICATING_PARTY, '', name, AGREED]]
}

/** @param filter Null: the certificate does not travel along. */
function signing(
  { keyType, der }: Certificate,
  filter: SecurityFilter | null,
  { profile, version }: SecurityWishes,
): Segment[] {
  const algorithm = [[USE.ownerSigning, ...SIGNING[keyType]]]
  if (filter === null) return [securitySegment('USA', { S502: algorithm }, version)]
  const parameters = inPieces([...filter.write(der)], PARAMETER_LENGTH_MAX).map((piece) => [AGREED, piece.join('')])
  const segments = inPieces(parameters, PARAMETERS_MAX)
  if (segments.length > ALGORITHMS_MAX) throw mismatch(profile, TOO_LONG)
  return segments.map((own) => securitySegment('USA', { S502: algorithm, S503: own }, version))
}

const TOO_LONG = {
  en: 'the certificate is too long to travel along; a profile with certificate: reference signs it',
  vi: 'chứng thư số quá dài để gửi kèm; hãy dùng mẫu có certificate: reference',
}

function inPieces<T>(list: readonly T[], length: number): T[][] {
  const count = Math.ceil(list.length / length)
  return Array.from({ length: count }, (_, at) => list.slice(at * length, (at + 1) * length))
}
