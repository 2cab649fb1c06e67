import type { SignatureReport } from '@congky/shared'
import { CmsProblem } from '../cms/read-ber.ts'
import { readTimestamp } from './read-timestamp.ts'

export interface ReportedTimestamp {
  readonly timestamp: SignatureReport['timestamp']
  readonly warnings: readonly string[]
}

/** Anybody can make a certificate of an authority for himself. */
const UNKNOWN_AUTHORITY = 'whether a known authority made its timestamp was not checked'

/**
 * What a report says of the timestamp over a signature. Whoever has the document can take a timestamp away, so a
 * bad one leaves the signature valid and is told.
 *
 * @param token Null: there is none.
 * @param stamped What the timestamp has to speak for.
 */
export function reportTimestamp(token: Uint8Array | null, stamped: Uint8Array): ReportedTimestamp {
  if (token === null) return { timestamp: null, warnings: [] }
  try {
    const { time, certificate, problems } = readTimestamp(token, stamped)
    const authority = certificate?.commonName ?? ''
    const valid = problems.length === 0
    return {
      timestamp: { time: time.toISOString(), authority, valid, problems: [...problems] },
      warnings: [valid ? UNKNOWN_AUTHORITY : `its timestamp proves nothing: ${problems[0]}`],
    }
  } catch (error) {
    if (!(error instanceof CmsProblem)) throw error
    return { timestamp: null, warnings: [`its timestamp cannot be read: ${error.message}`] }
  }
}
