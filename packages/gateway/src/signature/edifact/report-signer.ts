/** The report on one signature of an interchange, once it is known what it covers and where its value stands. */
import type { Composite, DigestName } from '@congky/documents'
import type { Certificate } from '../../domain/certificate.ts'
import type { FoundSignature } from '../found-signature.ts'
import { madeValue } from '../public-key.ts'
import { certificateView, judgeSigner } from '../signer.ts'
import type { SecurityHeader } from './read-security-header.ts'
import { signatureValue } from './security-result.ts'

export interface SignerPlace {
  readonly kind: 'edifact' | 'autack'
  readonly path: string
  readonly header: SecurityHeader
  readonly results: readonly Composite[]
  readonly octets: Uint8Array
  readonly covered: readonly CoveredPart[]
  readonly notCovered: readonly string[]
  /** What is wrong around the signature already. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
  readonly now: Date
}

export interface CoveredPart {
  readonly path: string
  readonly isWhole: boolean
  /** Whether it is intact, where that does not follow from the value of the signature alone. Left out: it is. */
  readonly isIntact?: boolean
  /** Octets, where they are others than those that the key signed. */
  readonly bytes?: number
}

/** The first that fits wins; the order is that of how often they are met. */
const DIGESTS: readonly DigestName[] = ['sha256', 'sha1', 'sha512', 'sha384']

export function reportSigner(place: SignerPlace): FoundSignature {
  const { header, octets, now } = place
  const { certificate } = header
  const digest = certificate && digestThatFits(place, certificate)
  const problems = [...place.problems, ...header.problems, ...valueProblems(place, certificate, digest)]
  const judged = judgeSigner({
    certificates: certificate ? [certificate.der] : [],
    ...{ madeValue: null, signingTimes: header.times, signingTimeCovered: true, now },
  })
  const name = digest ?? header.digest
  return {
    ...emptyReport(place.kind, place.path),
    valid: problems.length === 0,
    covers: place.covered.map(({ path, isWhole, isIntact = true, bytes }) => ({
      ...{ uri: path, path, wholeDocument: isWhole, bytes: bytes ?? octets.length },
      valid: digest !== null && isIntact,
    })),
    notCovered: [...place.notCovered],
    signatureMethod: certificate && name ? `${certificate.keyType === 'ec' ? 'ecdsa' : 'rsa'}-${name}` : null,
    digestMethods: name ? [name] : [],
    signingTime: header.times[0]?.toISOString() ?? null,
    certificate: certificate && certificateView(certificate),
    cameWith: certificate ? [certificate.der] : [],
    problems,
    warnings: [
      ...place.warnings,
      ...(certificate ? judged.warnings : []),
      ...(name === 'sha1' ? ['it uses SHA-1, which is no longer considered safe'] : []),
      ...(digest && header.digest === null ? ['it names its digest algorithm by a code that is not known'] : []),
    ],
  }
}

function valueProblems(
  { header, results }: SignerPlace,
  certificate: Certificate | null,
  digest: DigestName | null,
): string[] {
  if (certificate === null || header.filter === null) return []
  if (header.keyType !== certificate.keyType) return ['its signature algorithm is not accepted']
  if (results.length === 0) return ['it holds no value of a signature']
  if (signatureValue(results, certificate, header.filter) === null)
    return ['its value is none of such a key, or not of its filter']
  if (digest !== null) return []
  return ['its value fits what it should cover in no known reading: that was changed, or another key signed']
}

function digestThatFits({ header, results, octets }: SignerPlace, certificate: Certificate): DigestName | null {
  const value = header.filter && signatureValue(results, certificate, header.filter)
  if (!value) return null
  // A value of RSA says itself what it is the digest of, so a code that is not known hides nothing.
  const digests = header.digest ? [header.digest] : DIGESTS
  return digests.find((name) => madeValue(certificate, name, octets, value)) ?? null
}

export function emptyReport(kind: SignerPlace['kind'], path: string): FoundSignature {
  return {
    ...{ kind, path, valid: false, covers: [], notCovered: [] },
    ...{ signatureMethod: null, digestMethods: [], canonicalizationMethod: null },
    ...{ signingTime: null, timestamp: null, certificate: null, chain: [], trust: 'not-checked' },
    ...{ problems: [], warnings: [] },
  }
}
