/** Which edits a wish of the console means. Pure: they are made of what the configuration says now. */
import { CongkyError, type TaxCode } from '@congky/shared'
import type { ConfigEdit } from '../config/config-edit.ts'
import type { EnterpriseConfig, GatewayConfig } from '../domain/gateway-config.ts'

export interface EnterpriseKey {
  readonly taxCode: TaxCode
  readonly source: string | null
}

export interface PlannedEdits {
  readonly edits: readonly ConfigEdit[]
  /** Lines that become different. */
  readonly changed: number
}

const nameOf = ({ taxCode, source }: EnterpriseKey) => `${taxCode} ${source ?? ''}`

/** The lines of these names. @throws {CongkyError} ERR_ENTERPRISE_UNKNOWN */
export function pick({ enterprises }: GatewayConfig, keys: readonly EnterpriseKey[]): EnterpriseConfig[] {
  const known = new Map(enterprises.map((entry) => [nameOf(entry), entry]))
  return keys.map((key) => {
    const entry = known.get(nameOf(key))
    if (entry) return entry
    throw new CongkyError('ERR_ENTERPRISE_UNKNOWN', { taxCode: key.taxCode })
  })
}

/** @throws {CongkyError} ERR_ENTERPRISE_EXISTS */
export function requireNewEnterprise({ enterprises }: GatewayConfig, { taxCode, source }: EnterpriseKey): void {
  const entry = enterprises.find((each) => each.taxCode === taxCode && each.source === source)
  if (entry) throw new CongkyError('ERR_ENTERPRISE_EXISTS', { taxCode, name: entry.name })
}

/** @throws {CongkyError} ERR_SOURCE_UNKNOWN */
export function requireSource({ sources }: GatewayConfig, source: string | null): void {
  if (source === null || sources.some(({ name }) => name === source)) return
  throw new CongkyError('ERR_SOURCE_UNKNOWN', { source })
}

export function bindAll(entries: readonly EnterpriseConfig[], certificate: string | null): PlannedEdits {
  const enterprises = entries
    .filter((entry) => entry.certificate !== certificate)
    .map(({ taxCode, source }) => ({ taxCode, source, certificate }))
  return { edits: [{ kind: 'set-enterprises', enterprises }], changed: enterprises.length }
}

export function removeAll(entries: readonly EnterpriseConfig[]): PlannedEdits {
  const enterprises = entries.map(({ taxCode, source }) => ({ taxCode, source }))
  return { edits: [{ kind: 'remove-enterprises', enterprises }], changed: enterprises.length }
}

/**
 * Sets a default certificate. With `forAll` nothing else stands before it: enterprises lose their own ones, and
 * with the gateway's default the sources lose theirs. A source's default leaves alone what is not its own.
 */
export function setDefault(
  { enterprises, sources }: GatewayConfig,
  { certificate, source, forAll }: { certificate: string | null; source: string | null; forAll: boolean },
): PlannedEdits {
  const byDefault: ConfigEdit = { kind: 'default-certificate', certificate, source }
  if (!forAll) return { edits: [byDefault], changed: 0 }
  const freed = bindAll(source === null ? enterprises : enterprises.filter((entry) => entry.source === source), null)
  const cleared = sources
    .filter((each) => source === null && each.defaultCertificate !== null)
    .map(({ name }): ConfigEdit => ({ kind: 'default-certificate', certificate: null, source: name }))
  return { edits: [byDefault, ...cleared, ...freed.edits], changed: freed.changed }
}
