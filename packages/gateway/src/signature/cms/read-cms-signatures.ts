/** The signatures of documents that are CMS or S/MIME, and of CMS that stands beside its document. */

import type { FoundSignature } from '../found-signature.ts'
import { type MimeParts, readSignedMime } from './mime-signed.ts'
import { fromPem } from './pem.ts'
import { CmsProblem } from './read-ber.ts'
import { reportSignedData, reportUnreadable, type SignedDataPlace } from './report-signed-data.ts'
import { toCrlf } from './write-mime.ts'

export interface CmsReadOptions {
  readonly now: Date
}

/** CMS with its content inside; one that is detached is told as such. */
export function readCmsSignatures(document: Uint8Array, { now }: CmsReadOptions): FoundSignature[] {
  return readCms(document, { ...cmsPlace, now, content: null })
}

/** @param signature Detached CMS. @param document What it speaks for. */
export function readDetachedSignatures(
  signature: Uint8Array,
  document: Uint8Array,
  { now }: CmsReadOptions,
): FoundSignature[] {
  return readCms(signature, { ...cmsPlace, now, content: document })
}

const cmsPlace = { kind: 'cms', path: '/', covered: 'content', notCovered: [], problems: [], warnings: [] } as const

function readCms(signature: Uint8Array, place: SignedDataPlace): FoundSignature[] {
  try {
    return reportSignedData(fromPem(toBuffer(signature)), place)
  } catch (error) {
    if (error instanceof CmsProblem) return [reportUnreadable(error, place)]
    throw error
  }
}

export function readMimeSignatures(document: Uint8Array, { now }: CmsReadOptions): FoundSignature[] {
  const place = { kind: 'smime', path: '2', covered: '1', problems: [], warnings: [], now } as const
  let message: MimeParts
  try {
    message = readSignedMime(toBuffer(document))
  } catch (error) {
    if (error instanceof CmsProblem) return [reportUnreadable(error, { ...place, notCovered: [], content: null })]
    throw error
  }
  const { notCovered, part, signature } = message
  const asItStands = reportSignedData(signature, { ...place, notCovered, content: part })
  const text = part.toString('latin1')
  if (asItStands.some(({ valid }) => valid) || !/(?<!\r)\n/.test(text)) return asItStands.map(withMicalg(message))
  // Mail is signed with CR LF, whatever its lines ended with on the way: RFC 8551, 3.1.1.
  const warnings = ['its line ends are not those that were signed: they were changed on the way']
  const asMail = reportSignedData(signature, { ...place, notCovered, content: toCrlf(text), warnings })
  return (asMail.some(({ valid }) => valid) ? asMail : asItStands).map(withMicalg(message))
}

/** `micalg` is not covered, and only lets readers digest early; one that names another digest confuses them. */
function withMicalg({ micalg }: MimeParts): (report: FoundSignature) => FoundSignature {
  const named = micalg.replace(/^sha-/, 'sha')
  return (report) =>
    report.digestMethods.length === 0 || report.digestMethods.includes(named)
      ? report
      : { ...report, warnings: [...report.warnings, 'its header names another digest than the signature'] }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
