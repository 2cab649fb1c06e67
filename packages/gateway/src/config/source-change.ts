/**
 * From a source as it is and as it is wanted to the keys that change in the file. Only those are written: what a
 * person wrote in a way of his own, a relative path or an instance behind the host's name, stays as it is.
 */
import { isDeepStrictEqual } from 'node:util'
import type { ConnectionConfig, TableSourceConfig } from '../domain/gateway-config.ts'
import type { WrittenMap, WrittenValue } from './config-edit.ts'

const PLAIN_KEYS = [
  ...(['application', 'active', 'dialect', 'pageSize', 'pollMs', 'idlePollMs', 'listen', 'leaseMs'] as const),
  ...(['documentEncoding', 'signedDocumentEncoding', 'defaultCertificate', 'defaultProfile'] as const),
]
const CONNECTION_KEYS = [
  ...(['file', 'port', 'database', 'user', 'passwordSecret'] as const),
  ...(['tls', 'legacyTls', 'connectTimeoutMs'] as const),
]

/** Keys of a source in the file, and those of its connection. */
export interface SourceChange extends WrittenMap {
  readonly connection: WrittenMap
}

export function changesOf(now: TableSourceConfig, wanted: TableSourceConfig): SourceChange {
  const connection = connectionChanges(now.connection, wanted.connection, now.dialect !== wanted.dialect)
  const changes: Record<string, WrittenValue> = {}
  for (const key of PLAIN_KEYS) if (now[key] !== wanted[key]) changes[key] = wanted[key]
  if (!isDeepStrictEqual(now.table, wanted.table)) changes.table = tableText(wanted.table)
  // Once a file names columns, those that it leaves out do not exist.
  if (!isDeepStrictEqual(now.columns, wanted.columns)) changes.columns = { ...wanted.columns }
  if (!isDeepStrictEqual(now.states, wanted.states)) changes.states = { ...wanted.states }
  return { ...changes, connection }
}

function connectionChanges(now: ConnectionConfig, wanted: ConnectionConfig, isOtherKind: boolean): WrittenMap {
  const changes: Record<string, WrittenValue> = {}
  const set = (key: keyof ConnectionConfig) => {
    changes[key] = wanted[key] === '' ? null : wanted[key]
  }
  for (const key of CONNECTION_KEYS) if (now[key] !== wanted[key]) set(key)
  // The file may name both in one value.
  if (now.host !== wanted.host || now.instance !== wanted.instance)
    for (const key of ['host', 'instance'] as const) set(key)
  if (!isOtherKind) return changes
  // What does not go with a kind of database may not be named, not even as it usually is.
  if (wanted.file !== null) changes.tls = null
  if (!wanted.legacyTls) changes.legacyTls = null
  return changes
}

/** `dbo.congky_request`; a list where a name holds a dot itself. */
function tableText(table: readonly string[]): WrittenValue {
  return table.some((part) => part.includes('.')) ? table : table.join('.')
}
