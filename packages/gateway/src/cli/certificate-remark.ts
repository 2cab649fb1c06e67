import type { GatewayStatus, TaxCode } from '@congky/shared'
import { isCertificate } from '../domain/certificate.ts'
import type { Cli } from './cli.ts'
import { DaemonClient } from './daemon-client.ts'

/**
 * Says so when a certificate that was just bound is on no token of the running gateway, or carries another
 * tax code: it may be plugged in later, and it may be a slip of the finger. Without a daemon nothing is said.
 */
export async function noteUnknownCertificate(
  cli: Cli,
  stateDir: string,
  reference: string,
  taxCode: TaxCode | null,
): Promise<void> {
  const { say } = cli
  const status = await new DaemonClient(stateDir).call<GatewayStatus>('GET', '/status').catch(() => null)
  if (status === null) return
  const found = status.tokens
    .flatMap(({ certificates }) => certificates)
    .find((certificate) => isCertificate(certificate, reference))
  if (found === undefined) {
    cli.note(
      cli.warning(
        say(
          'Chữ ký số này chưa có trên token nào đang cắm.',
          'This certificate is on no token that is plugged in now.',
        ),
      ),
    )
  } else if (taxCode !== null && found.taxCode !== null && found.taxCode !== taxCode) {
    cli.note(
      cli.warning(
        say(
          `Chữ ký số này thuộc mã số thuế ${found.taxCode}.`,
          `This certificate belongs to tax code ${found.taxCode}.`,
        ),
      ),
    )
  }
}
