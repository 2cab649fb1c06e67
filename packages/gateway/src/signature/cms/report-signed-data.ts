import type { FoundSignature } from '../found-signature.ts'
import { certificateView, judgeSigner } from '../signer.ts'
import { reportTimestamp } from '../timestamp/report-timestamp.ts'
import { checkSigner, DigestedContent } from './check-signer.ts'
import { OID } from './cms-algorithms.ts'
import { CmsProblem } from './read-ber.ts'
import { type ReadSignedData, type ReadSigner, readSignedData } from './read-signed-data.ts'

export interface SignedDataPlace {
  readonly kind: 'cms' | 'smime'
  /** Where the signature stands, for `SignatureReport.path`. */
  readonly path: string
  /** Name of what it covers, for `SignatureReport.covers`. */
  readonly covered: string
  /** Content that stands beside the signature; null when it has to be inside. */
  readonly content: Uint8Array | null
  readonly notCovered: readonly string[]
  /** What is wrong around the signature already. */
  readonly problems: readonly string[]
  /** What is to be told besides. */
  readonly warnings: readonly string[]
  readonly now: Date
}

/** At least one report: a signature that cannot be read is one that is not valid. */
export function reportSignedData(der: Uint8Array, place: SignedDataPlace): FoundSignature[] {
  try {
    const signedData = readSignedData(der)
    const content = chooseContent(signedData, place)
    if (signedData.signers.length === 0) throw new CmsProblem('it holds certificates only, and no signature')
    return signedData.signers.map((signer) => reportSigner(signedData, signer, content, place))
  } catch (error) {
    if (error instanceof CmsProblem) return [reportUnreadable(error, place)]
    throw error
  }
}

export function reportUnreadable({ message }: CmsProblem, place: SignedDataPlace): FoundSignature {
  return { ...emptyReport(place), problems: [...place.problems, message], warnings: [...place.warnings] }
}

/** Two contents, one inside and one beside, would let each reader take another. @throws {CmsProblem} */
function chooseContent({ content }: ReadSignedData, place: SignedDataPlace): DigestedContent | null {
  if (content !== null && place.content !== null) throw new CmsProblem('it holds a content of its own')
  const bytes = content ?? place.content
  return bytes && new DigestedContent(bytes)
}

function reportSigner(
  signedData: ReadSignedData,
  signer: ReadSigner,
  content: DigestedContent | null,
  place: SignedDataPlace,
): FoundSignature {
  const checked = checkSigner(signedData, signer, content)
  const { certificate, signingTime } = checked
  const judged = judgeSigner({
    certificates: certificate ? [certificate.der] : [],
    madeValue: null,
    signingTimes: signingTime ? [signingTime] : [],
    signingTimeCovered: true,
    now: place.now,
  })
  const problems = [...place.problems, ...checked.problems]
  const token = signer.unsignedAttributes.get(OID.timestampToken)?.[0]?.bytes ?? null
  const stamped = reportTimestamp(token, signer.value)
  const keyType = signer.algorithm?.keyType === 'ec' ? 'ecdsa' : signer.algorithm?.keyType
  return {
    ...emptyReport(place),
    valid: problems.length === 0,
    covers: [
      {
        uri: place.covered,
        path: content && place.covered,
        wholeDocument: place.notCovered.length === 0,
        valid: checked.isContentIntact,
        bytes: content?.bytes.length ?? null,
      },
    ],
    signatureMethod: keyType && signer.digest ? `${keyType}-${signer.digest}` : null,
    digestMethods: signer.digest ? [signer.digest] : [],
    signingTime: signingTime?.toISOString() ?? null,
    timestamp: stamped.timestamp,
    certificate: certificate && certificateView(certificate),
    cameWith: signedData.certificates,
    stampedBy: stamped.stampedBy,
    problems,
    warnings: [
      ...place.warnings,
      ...checked.warnings,
      ...(signer.digest === 'sha1' ? ['it uses SHA-1, which is no longer considered safe'] : []),
      ...judged.warnings,
      ...stamped.warnings,
    ],
  }
}

function emptyReport({ kind, path, notCovered }: SignedDataPlace): FoundSignature {
  return {
    ...{ kind, path, valid: false, covers: [], notCovered: [...notCovered] },
    ...{ signatureMethod: null, digestMethods: [], canonicalizationMethod: null },
    ...{ signingTime: null, timestamp: null, certificate: null, chain: [], trust: 'not-checked' },
    ...{ problems: [], warnings: [] },
  }
}
