/** What CMS alone and CMS in S/MIME have in common: the plan over some octets, and the last look at what was made. */
import type { CmsProfileOptions, SmimeProfileOptions } from '@congky/shared'
import { assertNoOtherSignature } from '../bare-octets.ts'
import { chooseDigest } from '../digest-choice.ts'
import { hashOf } from '../hash-of.ts'
import type { SignaturePlan, SigningRequest } from '../signature-format.ts'
import { readTimestamp } from '../timestamp/read-timestamp.ts'
import { checkSigner, DigestedContent } from './check-signer.ts'
import { OID } from './cms-algorithms.ts'
import { issuerChain } from './issuer-chain.ts'
import { readSignedData } from './read-signed-data.ts'
import { planSignedData, type SignedDataPlan } from './signed-data.ts'

export interface CmsPlanRest<O> {
  readonly options: O
  readonly signedData: SignedDataPlan
}

/** @throws {CongkyError} ERR_PROFILE_MISMATCH: without signed attributes, it would be read as another signature's part. */
export function planCms<O extends CmsProfileOptions | SmimeProfileOptions>(
  content: Uint8Array,
  { certificate, issuers = [], options, profile, signedAt }: SigningRequest<O>,
): SignaturePlan<CmsPlanRest<O>> {
  const digest = chooseDigest(options.digest, certificate)
  const { signedAttributes } = options
  if (!signedAttributes) assertNoOtherSignature(content, profile)
  const signedData = planSignedData({
    ...{ certificate, digest, signedAt, signedAttributes },
    chain: options.certificates === 'chain' ? issuerChain(certificate.der, issuers) : [],
    contentDigest: hashOf(digest, content),
    namesCertificate: options.kind === 'cms' && options.cades !== 'none',
  })
  return {
    digestAlgorithm: digest,
    toBeSigned: signedData.signedAttributes ?? content,
    rest: { options, signedData },
  }
}

/** Reads what was made as a receiver would. @throws {Error} It does not verify: a bug of ours. */
export function assertVerifies(der: Uint8Array, content: Uint8Array, { certificate }: SignedDataPlan): void {
  const signedData = readSignedData(der)
  const [signer] = signedData.signers
  if (signer === undefined) throw new Error('the signature is not there')
  const checked = checkSigner(signedData, signer, new DigestedContent(signedData.content ?? content))
  const token = signer.unsignedAttributes.get(OID.timestampToken)?.[0]
  const problems = [...checked.problems, ...(token ? readTimestamp(token.bytes, signer.value).problems : [])]
  if (problems.length > 0) throw new Error(`the signature does not verify: ${problems.join('; ')}`)
  if (!signedData.content?.equals(content) && signedData.content !== null) throw new Error('it holds other content')
  if (!checked.certificate || Buffer.compare(checked.certificate.der, certificate) !== 0) {
    throw new Error('it names another certificate')
  }
}
