/**
 * Lists of revoked certificates (RFC 5280, section 5). A list may have hundreds of thousands of entries, so it is
 * walked over, not built, and in slices, so that nothing waits for it.
 */
import { setImmediate } from 'node:timers/promises'
import { reportSentence } from '@congky/shared'
import { type GeneralName, IssuingDistributionPoint } from 'pkijs'
import { exactly, urlsOf } from './certificate-facts.ts'
import { contentOf, DER, type DerValue, readChildren, readDer, readOid, readTagged, readTime, wholeOf } from './der.ts'
import { CLOCK_SKEW_MS, type IssuedPair, RevocationProblem, type RevocationStatus } from './revocation.ts'
import { verifySigned } from './signature-oids.ts'

/** The largest lists of public authorities have some 10 MB. */
export const CRL_BYTES_MAX = 24 * 1024 * 1024
const ENTRIES_AT_ONCE = 2000
const EXTENSIONS_MAX = 20

/** A list whose signature and kind were checked. */
export interface RevocationList {
  readonly bytes: Uint8Array
  readonly thisUpdate: Date
  readonly nextUpdate: Date
  readonly scope: ListScope
  /** The entries; null when nothing was revoked. */
  readonly entries: DerValue | null
}

interface ListScope {
  readonly urls: readonly URL[] | null
  readonly kind: 'all' | 'ends' | 'authorities'
}

/**
 * @param pair The certificate asked about, and the issuer whose list it has to be.
 * @throws {RevocationProblem} It is not a list that this issuer signed, or of a kind that is not read here.
 */
export async function readCrl(bytes: Uint8Array, { issuer }: Pick<IssuedPair, 'issuer'>): Promise<RevocationList> {
  const parts = readable(() => readParts(bytes))
  if (Buffer.compare(parts.issuer, issuer.subjectDer) !== 0) {
    throw new RevocationProblem(reportSentence('crl-other-issuer'))
  }
  const maySign = issuer.keyUsage?.signsLists ?? true
  if (!maySign || !(await verifySigned(parts.algorithm, parts.signed, parts.signature, issuer.x509.publicKey))) {
    throw new RevocationProblem(reportSentence('crl-forged'))
  }
  const { thisUpdate, nextUpdate, entries, extensions } = parts
  // Without an end it would count for ever: RFC 5280, 5.1.2.5 demands one.
  if (nextUpdate === null) throw new RevocationProblem(reportSentence('crl-not-now'))
  return { bytes, thisUpdate, nextUpdate, entries, scope: readable(() => readScope(bytes, extensions)) }
}

/**
 * What a list says about a certificate. @param url Where the list was found.
 * @throws {RevocationProblem} It does not speak for that certificate now.
 */
export async function findInCrl(
  list: RevocationList,
  { subject }: Pick<IssuedPair, 'subject'>,
  url: URL,
  now: Date,
): Promise<RevocationStatus> {
  const isNow = list.thisUpdate.getTime() - CLOCK_SKEW_MS <= now.getTime() && now <= list.nextUpdate
  if (!isNow) throw new RevocationProblem(reportSentence('crl-not-now'))
  const { kind, urls } = list.scope
  const isOfKind = kind === 'all' || (kind === 'authorities') === subject.isAuthority
  // A part of all lists would not name what is in another part.
  const isOfPlace = urls === null || urls.some(({ href }) => href === url.href)
  if (!isOfKind || !isOfPlace) throw new RevocationProblem(reportSentence('crl-other-issuer'))
  const entry = await findEntry(list, subject.serialBytes)
  return entry === null ? { status: 'good' } : readable(() => readEntry(list.bytes, entry))
}

async function findEntry({ bytes, entries }: RevocationList, serial: Uint8Array): Promise<DerValue | null> {
  if (entries === null) return null
  let at = entries.start
  for (let seen = 1; at < entries.end; seen++) {
    const start = at
    const { entry, isIt } = readable(() => {
      const entry = readTagged(bytes, DER.sequence, start, entries.end)
      const number = readTagged(bytes, DER.integer, entry.start, entry.end)
      return { entry, isIt: isSame(bytes, number, serial) }
    })
    if (isIt) return entry
    at = entry.end
    if (seen % ENTRIES_AT_ONCE === 0) await setImmediate()
  }
  return null
}

function isSame(bytes: Uint8Array, { start, end }: DerValue, serial: Uint8Array): boolean {
  if (end - start !== serial.length) return false
  for (let index = 0; index < serial.length; index++) if (bytes[start + index] !== serial[index]) return false
  return true
}

function readEntry(bytes: Uint8Array, entry: DerValue): RevocationStatus {
  const [, time, extensions] = readChildren(bytes, entry, 3)
  if (time === undefined) throw new Error('no time')
  const reason = extensions && readExtensions(bytes, extensions).find(({ oid }) => oid === OID.reasonCode)
  const code = reason && readTagged(reason.value, DER.enumerated, 0)
  return {
    status: 'revoked',
    revokedAt: readTime(bytes, time),
    reason: code === undefined ? null : (reason?.value[code.start] ?? null),
  }
}

/** Object identifiers: RFC 5280, 5.2 and 5.3. */
const OID = {
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  issuingDistributionPoint: '2.5.29.28',
  authorityKeyIdentifier: '2.5.29.35',
} as const

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof RevocationProblem) throw cause
    throw new RevocationProblem(reportSentence('crl-unreadable'), { cause })
  }
}

interface ListParts {
  readonly signed: Uint8Array
  readonly algorithm: string
  readonly signature: Uint8Array
  readonly issuer: Uint8Array
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  readonly entries: DerValue | null
  readonly extensions: DerValue | null
}

/** CertificateList of RFC 5280, 5.1. */
function readParts(bytes: Uint8Array): ListParts {
  const [tbs, outer, signature] = readChildren(bytes, readTagged(bytes, DER.sequence, 0), 3)
  if (tbs === undefined || outer === undefined || signature?.tag !== DER.bitString) throw new Error('incomplete')
  const fields = readChildren(bytes, tbs, 8)
  if (fields[0]?.tag === DER.integer) fields.shift()
  const [inner, issuer, thisUpdate, ...rest] = fields
  if (inner === undefined || issuer === undefined || thisUpdate === undefined) throw new Error('incomplete')
  if (Buffer.compare(wholeOf(bytes, inner), wholeOf(bytes, outer)) !== 0) throw new Error('two algorithms')
  const next = rest[0]?.tag === DER.sequence || rest[0]?.tag === DER.explicit0 ? undefined : rest.shift()
  const entries = rest[0]?.tag === DER.sequence ? (rest.shift() ?? null) : null
  const [extensions = null, ...more] = rest
  if (more.length > 0 || (extensions !== null && extensions.tag !== DER.explicit0)) throw new Error('not in order')
  return {
    signed: wholeOf(bytes, tbs),
    algorithm: readOid(bytes, readTagged(bytes, DER.oid, outer.start, outer.end)),
    signature: contentOf(bytes, signature).subarray(1),
    issuer: wholeOf(bytes, issuer),
    thisUpdate: readTime(bytes, thisUpdate),
    nextUpdate: next === undefined ? null : readTime(bytes, next),
    entries,
    extensions: extensions && readTagged(bytes, DER.sequence, extensions.start, extensions.end),
  }
}

interface ListExtension {
  readonly oid: string
  readonly isCritical: boolean
  readonly value: Uint8Array
}

function readExtensions(bytes: Uint8Array, list: DerValue): ListExtension[] {
  return readChildren(bytes, list, EXTENSIONS_MAX).map((each) => {
    const fields = readChildren(bytes, each, 3)
    const [oid] = fields
    const value = fields.at(-1)
    if (oid === undefined || value?.tag !== DER.octetString) throw new Error('no extension')
    const isCritical = fields.length === 3 && readDer(bytes, oid.end).tag === DER.boolean
    return { oid: readOid(bytes, oid), isCritical, value: contentOf(bytes, value) }
  })
}

function readScope(bytes: Uint8Array, list: DerValue | null): ListScope {
  const extensions = list === null ? [] : readExtensions(bytes, list)
  const understood: readonly string[] = [OID.crlNumber, OID.authorityKeyIdentifier, OID.issuingDistributionPoint]
  if (extensions.some(({ oid, isCritical }) => isCritical && !understood.includes(oid))) throw notSupported()
  const point = extensions.find(({ oid }) => oid === OID.issuingDistributionPoint)
  if (point === undefined) return { urls: null, kind: 'all' }
  const scope = IssuingDistributionPoint.fromBER(exactly(point.value))
  if (scope.indirectCRL || scope.onlyContainsAttributeCerts || scope.onlySomeReasons !== undefined) throw notSupported()
  const names = scope.distributionPoint
  return {
    urls: names === undefined ? null : urlsOf(isNames(names) ? names : []),
    kind: scope.onlyContainsUserCerts ? 'ends' : scope.onlyContainsCACerts ? 'authorities' : 'all',
  }
}

function isNames(names: unknown): names is GeneralName[] {
  return Array.isArray(names)
}

function notSupported(): RevocationProblem {
  return new RevocationProblem(reportSentence('crl-not-supported'))
}
