import { reportMessage, type VerifyReport } from '@congky/shared'

/** Adds to every sentence of a report its code and its Vietnamese words. */
export function withMessages(report: VerifyReport): VerifyReport {
  return {
    ...report,
    signatures: report.signatures.map((each) => ({
      ...each,
      messages: [...each.problems, ...each.warnings].map(reportMessage),
    })),
    messages: report.warnings.map(reportMessage),
  }
}
