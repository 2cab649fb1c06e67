import { CongkyError, type TaxCode } from '@congky/shared'

/**
 * A limited workstation names (or its document names) an enterprise it may sign for; nothing else will do.
 *
 * @param enterprises What the workstation may sign for now; none once it is revoked.
 * @throws {CongkyError} ERR_ENTERPRISE_FORBIDDEN
 */
export function assertAllowed(taxCode: TaxCode | null, enterprises: readonly TaxCode[] | 'all'): void {
  if (enterprises === 'all' || (taxCode !== null && enterprises.includes(taxCode))) return
  throw new CongkyError('ERR_ENTERPRISE_FORBIDDEN')
}
