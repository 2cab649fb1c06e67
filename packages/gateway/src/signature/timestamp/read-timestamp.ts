/**
 * Reading an RFC 3161 timestamp: SignedData over a TSTInfo, which names the digest of what was stamped and the time.
 * What RFC 3161, 2.4.2 asks of a token is checked here; whether anybody believes the authority is for others.
 */
import { createHash } from 'node:crypto'
import type { Certificate } from '../../domain/certificate.ts'
import { certificateIdentity } from '../cms/certificate-identity.ts'
import { checkSigner, DigestedContent } from '../cms/check-signer.ts'
import { type DigestName, digestByOid, OID } from '../cms/cms-algorithms.ts'
import { BerCursor, CmsProblem, contextTag, oidText, readBer, TAG, timeOf } from '../cms/read-ber.ts'
import { readSignedData } from '../cms/read-signed-data.ts'

export interface Timestamp {
  readonly time: Date
  readonly policy: string
  /** Content of the INTEGER; null when there is none. */
  readonly nonce: Buffer | null
  /** Null when the token does not carry the certificate that it names. */
  readonly certificate: Certificate | null
  /** DER of all certificates that came along. */
  readonly certificates: readonly Buffer[]
  /** Why it proves nothing; empty when it does. */
  readonly problems: readonly string[]
}

/**
 * @param token DER of a TimeStampToken.
 * @param stamped What it has to speak for.
 * @throws {CmsProblem} It is none.
 */
export function readTimestamp(token: Uint8Array, stamped: Uint8Array): Timestamp {
  const signedData = readSignedData(token)
  const [signer, ...others] = signedData.signers
  const { content, contentType, certificates } = signedData
  if (contentType !== OID.timestampInfo || content === null) throw new CmsProblem('it is no timestamp')
  // RFC 3161, 2.4.2: no signature but the authority's.
  if (signer === undefined || others.length > 0) throw new CmsProblem('it does not carry one signature')
  const info = readInfo(content)
  const checked = checkSigner(signedData, signer, new DigestedContent(content))
  const problems = [...checked.problems]
  if (!isNamed(signer.attributes?.values)) problems.push('it does not name its certificate')
  if (!hasImprint(info, stamped)) problems.push('it was made for something else')
  if (checked.certificate) problems.push(...certificateProblems(checked.certificate, info.time))
  const { time, policy, nonce } = info
  return { time, policy, nonce, certificate: checked.certificate, certificates, problems }
}

interface TimestampInfo extends Pick<Timestamp, 'time' | 'policy' | 'nonce'> {
  readonly digest: DigestName | null
  readonly imprint: Buffer
}

/** TSTInfo: RFC 3161, 2.4.2. */
function readInfo(content: Buffer): TimestampInfo {
  const fields = new BerCursor(readBer(content), 'TSTInfo')
  fields.take(TAG.integer)
  const policy = oidText(fields.take(TAG.oid))
  const message = new BerCursor(fields.take(TAG.sequence), 'its imprint')
  const digest = digestByOid(oidText(new BerCursor(message.take(TAG.sequence), 'its imprint').take(TAG.oid)))
  const imprint = message.take(TAG.octetString).contents
  fields.take(TAG.integer) // serial number
  const time = timeOf(fields.take(TAG.generalizedTime))
  if (time === null) throw new CmsProblem('its time is malformed')
  fields.takeIf(TAG.sequence) // accuracy
  fields.takeIf(TAG.boolean) // ordering
  const nonce = fields.takeIf(TAG.integer)?.contents ?? null
  fields.takeIf(contextTag(0)) // name of the authority
  fields.takeIf(contextTag(1)) // extensions
  fields.end()
  return { time, policy, nonce, digest, imprint }
}

function hasImprint({ digest, imprint }: TimestampInfo, stamped: Uint8Array): boolean {
  return digest !== null && createHash(digest).update(stamped).digest().equals(imprint)
}

function isNamed(attributes: ReadonlyMap<string, unknown> | undefined): boolean {
  return attributes?.has(OID.signingCertificate) === true || attributes?.has(OID.signingCertificateV2) === true
}

/** RFC 3161, 2.3: a certificate for timestamps and nothing else, and demanded to be understood as such. */
function certificateProblems({ der, notBefore, notAfter }: Certificate, time: Date): string[] {
  const problems: string[] = []
  const usage = certificateIdentity(der).extendedKeyUsage
  const isForTimestamps = usage?.critical && usage.purposes.length === 1 && usage.purposes[0] === OID.timeStamping
  if (!isForTimestamps) problems.push('its certificate is not one of a time-stamp authority')
  if (time < notBefore || time > notAfter) problems.push('its certificate was not valid at its time')
  return problems
}
