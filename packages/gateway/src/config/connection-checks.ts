/** Which keys of `connection` each dialect needs and takes, in one table. */
import type { ConnectionConfig, Dialect } from '../domain/gateway-config.ts'
import type { ConfigPath } from './config-problem.ts'
import type { Finding } from './describe-issue.ts'
import { branch, type Tree, word } from './tree.ts'

type Key = keyof ConnectionConfig

const SERVER_KEYS: readonly Key[] = ['host', 'port', 'database', 'user', 'passwordSecret', 'tls', 'connectTimeoutMs']

const CONNECTION_KEYS: Readonly<Record<Dialect, { readonly needs: readonly Key[]; readonly takes: readonly Key[] }>> = {
  sqlite: { needs: ['file'], takes: ['file', 'connectTimeoutMs'] },
  postgres: { needs: ['host', 'database', 'user'], takes: SERVER_KEYS },
  mysql: { needs: ['host', 'database', 'user'], takes: SERVER_KEYS },
  mssql: { needs: ['host', 'database', 'user'], takes: [...SERVER_KEYS, 'instance', 'legacyTls'] },
  oracle: { needs: ['host', 'database', 'user'], takes: SERVER_KEYS },
}

/** @param at Path of the source. */
export function connectionFindings(source: Tree, at: ConfigPath): Finding[] {
  const dialect = word(source.dialect)
  if (dialect === null || !Object.hasOwn(CONNECTION_KEYS, dialect)) return []
  const { needs, takes } = CONNECTION_KEYS[dialect as Dialect]
  const written = branch(source.connection)
  const missing = needs
    .filter((key) => word(written[key]) === null)
    .map((key): Finding => {
      const text = { en: `is missing: ${dialect} needs it`, vi: `còn thiếu: ${dialect} cần khóa này` }
      return { path: [...at, 'connection', key], at: 'value', text }
    })
  const allKeys = new Set(Object.values(CONNECTION_KEYS).flatMap((keys) => keys.takes))
  const unfit = [...allKeys]
    .filter((key) => word(written[key]) !== null && !takes.includes(key))
    .map((key): Finding => {
      const text = { en: `does not go with ${dialect}`, vi: `không dùng cho ${dialect}` }
      return { path: [...at, 'connection', key], at: 'key', text }
    })
  return [...missing, ...unfit, ...instanceFindings(written, dialect, at)]
}

/** `host: (LOCAL)\ECUSSQL2008` names the instance too, as SQL Server's own tools write it. */
function instanceFindings(connection: Tree, dialect: string, at: ConfigPath): Finding[] {
  const host = word(connection.host)
  if (host === null || !host.includes('\\')) return []
  if (dialect !== 'mssql') {
    const text = { en: 'a host name holds no \\', vi: 'tên máy chủ không chứa dấu \\' }
    return [{ path: [...at, 'connection', 'host'], at: 'value', text }]
  }
  if (word(connection.instance) === null && host.split('\\').length === 2) return []
  const text = { en: 'the instance is named twice', vi: 'tên instance được ghi hai lần' }
  return [{ path: [...at, 'connection', 'host'], at: 'value', text }]
}
