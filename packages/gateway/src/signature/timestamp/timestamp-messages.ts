/** What is said to a time-stamp authority, and how its answer reads: RFC 3161, 2.4. */
import { digestOids } from '../cms/cms-algorithms.ts'
import { BerCursor, CmsProblem, readBer, TAG } from '../cms/read-ber.ts'
import { derNull, derTrue, integer, octetString, oid, sequence } from '../cms/write-der.ts'

export interface TimestampQuestion {
  /** SHA-256 of what is to be stamped. */
  readonly digest: Uint8Array
  /** Random, so that no old answer fits. */
  readonly nonce: Uint8Array
  /** Object identifier of the policy that is wanted; null for the authority's own. */
  readonly policy: string | null
}

/** TimeStampReq, asking for the certificate to come along. */
export function timestampRequest({ digest, nonce, policy }: TimestampQuestion): Buffer {
  return sequence(
    integer(1),
    sequence(sequence(oid(digestOids.sha256), derNull()), octetString(digest)),
    ...(policy === null ? [] : [oid(policy)]),
    integer(nonce),
    derTrue(),
  )
}

/** PKIStatus: granted, and granted with modifications. */
const GRANTED = [0, 1]

/** @returns DER of the TimeStampToken. @throws {CmsProblem} The authority refuses, or the answer is none. */
export function timestampToken(response: Uint8Array): Buffer {
  const fields = new BerCursor(readBer(response), 'the answer')
  const status = new BerCursor(fields.take(TAG.sequence), 'the status').take(TAG.integer).contents
  const number = status.length === 1 ? status.readUInt8(0) : -1
  if (!GRANTED.includes(number)) throw new CmsProblem(`the authority refuses with status ${number}`)
  const token = fields.take(TAG.sequence).bytes
  fields.end()
  return token
}
