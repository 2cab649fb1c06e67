/**
 * The Online Certificate Status Protocol (RFC 6960): the question, and reading the answer. Whoever stands in the way
 * of the network may have written the answer, so nothing in it is believed before its signature.
 */
import { createHash } from 'node:crypto'
import { reportSentence } from '@congky/shared'
import { fromBER, Integer, Null, OctetString } from 'asn1js'
import { AlgorithmIdentifier, CertID, Extension, OCSPRequest, Request, ResponseData, TBSRequest } from 'pkijs'
import { isIssuedBy, isTimely } from './build-chain.ts'
import { type CertificateFacts, exactly, readCertificates } from './certificate-facts.ts'
import { contentOf, DER, readChildren, readDer, readOid, readTagged, readTime, wholeOf } from './der.ts'
import { CLOCK_SKEW_MS, type IssuedPair, RevocationProblem, type RevocationStatus } from './revocation.ts'
import { verifySigned } from './signature-oids.ts'

export const OCSP_REQUEST_TYPE = 'application/ocsp-request'
/** Answers carry a certificate or two. */
export const OCSP_BYTES_MAX = 32_768
const RESPONDERS_MAX = 4
/** An answer without an end is the newest there is (RFC 6960, 4.2.2.1); one of last week is not. */
const ENDLESS_ANSWER_MS = 24 * 3_600_000

/** Object identifiers: RFC 6960, appendix B; SHA-1 as in RFC 3279, 2.1, which every responder knows. */
const OID = {
  basicResponse: '1.3.6.1.5.5.7.48.1.1',
  nonce: '1.3.6.1.5.5.7.48.1.2',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  sha1: '1.3.14.3.2.26',
} as const

export interface OcspAnswer {
  readonly revocation: RevocationStatus
  /** Until when it may be used again; null: not at all. */
  readonly nextUpdate: Date | null
}

/** DER of the question. @param nonce What the answer has to repeat, so that it is no old one (RFC 8954). */
export function buildOcspRequest(pair: IssuedPair, nonce: Uint8Array): Uint8Array {
  const tbsRequest = new TBSRequest({
    requestList: [new Request({ reqCert: certId(pair) })],
    requestExtensions: [
      new Extension({ extnID: OID.nonce, extnValue: new OctetString({ valueHex: exactly(nonce).buffer }).toBER() }),
    ],
  })
  return new Uint8Array(new OCSPRequest({ tbsRequest }).toSchema(true).toBER())
}

/** SHA-1 here only names the issuer; nothing rests on it. */
function certId({ subject, issuer }: IssuedPair): CertID {
  const hash = (bytes: Uint8Array) =>
    new OctetString({ valueHex: exactly(createHash('sha1').update(bytes).digest()).buffer })
  return new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithmId: OID.sha1, algorithmParams: new Null() }),
    issuerNameHash: hash(subject.issuerDer),
    issuerKeyHash: hash(issuer.keyBits),
    serialNumber: new Integer({ valueHex: exactly(subject.serialBytes).buffer }),
  })
}

/**
 * @param nonce What was asked with. An answer without one was made in advance, which its times bound.
 * @throws {RevocationProblem} It is no answer to the question, or of nobody who may answer.
 */
export async function readOcspAnswer(
  bytes: Uint8Array,
  pair: IssuedPair,
  nonce: Uint8Array,
  now: Date,
): Promise<OcspAnswer> {
  const signed = readable(() => readSigned(bytes))
  await checkResponder(signed, pair.issuer, now)
  const data = readable(() => ResponseData.fromBER(exactly(signed.data)))
  checkNonce(data, nonce)
  const wanted = certId(pair)
  const single = data.responses.find((each) => each.certID.isEqual(wanted))
  if (single === undefined) throw new RevocationProblem(reportSentence('ocsp-other-certificate'))
  const end = single.nextUpdate ?? new Date(single.thisUpdate.getTime() + ENDLESS_ANSWER_MS)
  const isNow = single.thisUpdate.getTime() - CLOCK_SKEW_MS <= now.getTime() && now <= end
  if (!isNow) throw new RevocationProblem(reportSentence('ocsp-not-now'))
  const status: { readonly valueBeforeDecodeView: Uint8Array } = single.certStatus
  return {
    revocation: readable(() => readStatus(status.valueBeforeDecodeView)),
    nextUpdate: single.nextUpdate ?? null,
  }
}

interface SignedAnswer {
  readonly data: Uint8Array
  readonly algorithm: string
  readonly signature: Uint8Array
  readonly certificates: readonly Uint8Array[]
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof RevocationProblem) throw cause
    throw new RevocationProblem(reportSentence('ocsp-unreadable'), { cause })
  }
}

/** OCSPResponse and BasicOCSPResponse of RFC 6960, 4.2.1, down to what is signed. */
function readSigned(bytes: Uint8Array): SignedAnswer {
  const [status, rest] = readChildren(bytes, readTagged(bytes, DER.sequence, 0), 2)
  // All other values mean that it will not answer, and are signed by nobody.
  if (status?.tag !== DER.enumerated || bytes[status.start] !== 0 || rest === undefined) {
    throw new RevocationProblem(reportSentence('ocsp-refused'))
  }
  const responseBytes = readTagged(bytes, DER.sequence, rest.start, rest.end)
  const [type, response] = readChildren(bytes, responseBytes, 2)
  if (type === undefined || response?.tag !== DER.octetString || readOid(bytes, type) !== OID.basicResponse) {
    throw new Error('not a basic response')
  }
  const basic = readTagged(bytes, DER.sequence, response.start, response.end)
  const [data, algorithm, signature, certificates] = readChildren(bytes, basic, 4)
  if (data === undefined || algorithm === undefined || signature?.tag !== DER.bitString) throw new Error('incomplete')
  return {
    data: wholeOf(bytes, data),
    algorithm: readOid(bytes, readTagged(bytes, DER.oid, algorithm.start, algorithm.end)),
    signature: contentOf(bytes, signature).subarray(1),
    certificates:
      certificates === undefined
        ? []
        : readChildren(
            bytes,
            readTagged(bytes, DER.sequence, certificates.start, certificates.end),
            RESPONDERS_MAX,
          ).map((each) => wholeOf(bytes, each)),
  }
}

/** RFC 6960, 4.2.2.2: the issuer itself, or whom the issuer certified for just this. */
async function checkResponder(
  { data, algorithm, signature, certificates }: SignedAnswer,
  issuer: CertificateFacts,
  now: Date,
): Promise<void> {
  const delegates = readCertificates(certificates).filter(
    (each) => (each.purposes?.includes(OID.ocspSigning) ?? false) && isTimely(each, now) && isIssuedBy(each, issuer),
  )
  for (const { x509 } of [issuer, ...delegates]) {
    if (await verifySigned(algorithm, data, signature, x509.publicKey)) return
  }
  throw new RevocationProblem(reportSentence('ocsp-not-authorized'))
}

/** CertStatus of RFC 6960, 4.2.1. */
function readStatus(bytes: Uint8Array): RevocationStatus {
  const status = readDer(bytes, 0)
  if (status.tag === 0x80) return { status: 'good' }
  if (status.tag === 0x82) return { status: 'unknown' }
  if (status.tag !== 0xa1) throw new Error('no status')
  const [time, reason] = readChildren(bytes, status, 2)
  if (time === undefined) throw new Error('no time')
  const enumerated = reason && readTagged(bytes, DER.enumerated, reason.start, reason.end)
  return {
    status: 'revoked',
    revokedAt: readTime(bytes, time),
    reason: enumerated === undefined ? null : (bytes[enumerated.start] ?? null),
  }
}

function checkNonce({ responseExtensions = [] }: ResponseData, nonce: Uint8Array): void {
  const answered = responseExtensions.find(({ extnID }) => extnID === OID.nonce)
  if (answered === undefined) return
  const written = fromBER(exactly(answered.extnValue.valueBlock.valueHexView)).result
  const isOurs = written instanceof OctetString && Buffer.compare(written.valueBlock.valueHexView, nonce) === 0
  if (!isOurs) throw new RevocationProblem(reportSentence('ocsp-not-now'))
}
