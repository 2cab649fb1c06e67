/** From what a form sends to a source as it would stand in the file, and to the password that goes with it. */
import { z } from 'zod'
import { fieldProblem } from '../config/check-source.ts'
import type { ConfigDesk } from '../config/config-desk.ts'
import type { WrittenMap, WrittenValue } from '../config/config-edit.ts'
import type { SecretStore } from '../config/secrets.ts'
import type { ConnectionConfig, GatewayConfig, TableSourceConfig } from '../domain/gateway-config.ts'

const scalar = z.union([z.string().max(5000), z.number(), z.boolean(), z.null()])
const group = z.record(z.string().max(64), scalar)

/** Loose on purpose: the configuration's own schema says what is wrong, at its field and in both languages. */
export const draftBody = z.strictObject({
  application: z.string().max(1000).nullable().optional(),
  active: z.boolean().optional(),
  dialect: z.string().max(64).optional(),
  connection: group.optional(),
  table: z.union([z.string().max(1000), z.array(z.string().max(1000)).max(3)]).optional(),
  columns: z.record(z.string().max(64), z.string().max(1000).nullable()).optional(),
  documentEncoding: z.string().max(64).optional(),
  signedDocumentEncoding: z.string().max(64).optional(),
  states: z.record(z.string().max(64), z.union([z.string().max(1000), z.number(), z.null()])).optional(),
  pageSize: scalar.optional(),
  pollMs: scalar.optional(),
  idlePollMs: scalar.optional(),
  listen: scalar.optional(),
  leaseMs: scalar.optional(),
  defaultCertificate: z.string().max(1000).nullable().optional(),
  defaultProfile: z.string().max(1000).nullable().optional(),
})
type Draft = z.infer<typeof draftBody>
export const passwordBody = z.string().min(1).max(1024).optional()

/** The draft over what it changes. @throws {CongkyError} ERR_CONFIG_INVALID */
export function resolveDraft(
  desk: ConfigDesk,
  { name, draft, now }: { readonly name: string; readonly draft: Draft; readonly now: TableSourceConfig | null },
): TableSourceConfig {
  const { connection, columns, states, ...rest } = draft
  const kept = now === null ? NOTHING_KEPT : keptOf(now, draft.dialect ?? now.dialect)
  // The password is chosen below: whoever edits may not point at that of another source.
  const { passwordSecret: _, ...address } = connection ?? {}
  const { connection: keptAddress, columns: keptColumns, states: keptStates, ...others } = kept
  const merged = {
    ...others,
    ...named(rest),
    name,
    connection: { ...keptAddress, ...address },
    ...groupOf('columns', keptColumns, columns),
    ...groupOf('states', keptStates, states),
  }
  return desk.checkSource(merged)
}

function named(values: Readonly<Record<string, WrittenValue | undefined>>): WrittenMap {
  const entries = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
  return Object.fromEntries(entries)
}

/** Left out altogether it is as usual; what is named is laid over what there is. */
function groupOf(key: string, kept: WrittenMap, changes: WrittenMap | undefined): WrittenMap {
  const merged = { ...kept, ...changes }
  return Object.keys(merged).length === 0 ? {} : { [key]: merged }
}

const NOTHING_KEPT = { connection: {}, columns: {}, states: {} }

/** A source as it could stand in the file. Of another kind of database nothing of the connection is kept. */
function keptOf(now: TableSourceConfig, dialect: string) {
  const { file, connectTimeoutMs, ...server } = now.connection
  const address = now.dialect === 'sqlite' ? { file, connectTimeoutMs } : { connectTimeoutMs, ...server }
  const connection = dialect === now.dialect ? without(address, now.dialect) : {}
  return { ...now, connection, columns: { ...now.columns }, states: { ...now.states } }
}

/** The values that a kind of database does not take stand in every finished configuration. */
function without(address: WrittenMap, dialect: string): WrittenMap {
  const { legacyTls, ...others } = address
  return dialect === 'mssql' ? address : others
}

/**
 * Where a password would be sent to, and how well it is kept from others on the way. A stored one is sent only
 * where it was typed for: else whoever may edit could have it sent to a machine of his own.
 */
function isSameServer(a: TableSourceConfig, b: TableSourceConfig): boolean {
  const serverOf = ({ dialect, connection: { host, port, instance, user, tls, legacyTls } }: TableSourceConfig) =>
    JSON.stringify([dialect, host, port, instance, user, tls, legacyTls])
  return serverOf(a) === serverOf(b)
}

/** The name of the secret whose value may be used for a draft of this source; null for none. @throws {CongkyError} ERR_CONFIG_INVALID: it has to be typed again. */
export function storedSecret(wanted: TableSourceConfig, now: TableSourceConfig | null): string | null {
  const secret = now?.connection.passwordSecret ?? null
  if (now === null || secret === null || wanted.dialect === 'sqlite') return null
  if (isSameServer(wanted, now)) return secret
  throw fieldProblem('sources[0].password', {
    en: 'type the password again: it was stored for another server, user or encryption',
    vi: 'hãy nhập lại mật khẩu: mật khẩu đã lưu là của máy chủ, tài khoản hoặc kiểu mã hóa khác',
  })
}

/** The name under which a typed password is stored: the source's own, and never one that something else uses. */
export function secretFor(name: string, now: ConnectionConfig | null, desk: ConfigDesk, secrets: SecretStore): string {
  const { sources, proxy, notifications } = desk.read().config
  const others = secretsOfSettings({ proxy, notifications })
  const isTaken = (secret: string) =>
    others.has(secret) ||
    sources.some((source) => source.name !== name && source.connection.passwordSecret === secret) ||
    secrets.whereIs(secret) === 'credential'
  const own = now?.passwordSecret ?? name
  if (!isTaken(own)) return own
  const bases = Array.from({ length: sources.length + others.size + 2 }, (_, at) => `${name.slice(0, 58)}-${at + 2}`)
  return bases.find((candidate) => !isTaken(candidate)) ?? own
}

/** Names of the passwords that the proxy, mail and webhooks use. */
export function secretsOfSettings({
  proxy,
  notifications: { email, webhooks },
}: Pick<GatewayConfig, 'proxy' | 'notifications'>): ReadonlySet<string> {
  const names = [proxy.passwordSecret, email?.passwordSecret, ...webhooks.map(({ secretName }) => secretName)]
  return new Set(names.filter((name) => typeof name === 'string'))
}
