/** Builds what judges the certificates of others: whom the configuration believes, and the way to those who issued. */
import { AuthorityFiles } from './config/authority-files.ts'
import type { TrustConfig } from './domain/trust-config.ts'
import { CertificateJudge } from './signature/trust/certificate-judge.ts'
import type { ReportTrust } from './signature/trust/judge-report.ts'
import { trustNetwork, type WebCaller } from './trust-network.ts'

/** @param config As it is at the moment: edits count at once. */
export function reportTrust(config: () => TrustConfig, caller: WebCaller): ReportTrust {
  const files = new AuthorityFiles(() => config().authorities)
  return {
    judge: new CertificateJudge({ network: trustNetwork(caller) }),
    believed: () => {
      const read = files.get()
      return {
        authorities: read.flatMap(({ certificates }) => certificates),
        isIncomplete: read.some(({ problem }) => problem !== null),
        revocation: config().revocation,
      }
    },
  }
}
