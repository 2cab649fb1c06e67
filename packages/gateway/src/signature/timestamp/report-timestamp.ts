import { reportSentence, type SignatureReport } from '@congky/shared'
import { CmsProblem } from '../cms/read-ber.ts'
import type { StampSigner } from '../found-signature.ts'
import { readTimestamp } from './read-timestamp.ts'

export interface ReportedTimestamp {
  readonly timestamp: SignatureReport['timestamp']
  readonly warnings: readonly string[]
  /** Null where it proves nothing anyway. */
  readonly stampedBy: StampSigner | null
}

export const noTimestamp: ReportedTimestamp = { timestamp: null, warnings: [], stampedBy: null }

/**
 * What a report says of the timestamp over a signature. Whoever has the document can take a timestamp away, so a
 * bad one leaves the signature valid and is told. Whether anybody believes its authority is judged afterwards.
 *
 * @param token Null: there is none.
 * @param stamped What the timestamp has to speak for.
 */
export function reportTimestamp(token: Uint8Array | null, stamped: Uint8Array): ReportedTimestamp {
  if (token === null) return noTimestamp
  try {
    const { time, certificate, certificates, problems } = readTimestamp(token, stamped)
    const [problem] = problems
    const valid = problem === undefined
    return {
      timestamp: { time: time.toISOString(), authority: certificate?.commonName ?? '', valid, problems: [...problems] },
      warnings: valid ? [] : [reportSentence('timestamp-nothing', { reason: problem })],
      stampedBy: valid && certificate ? { certificate: certificate.der, cameWith: certificates } : null,
    }
  } catch (error) {
    if (!(error instanceof CmsProblem)) throw error
    return { ...noTimestamp, warnings: [reportSentence('timestamp-unreadable', { reason: error.message })] }
  }
}
