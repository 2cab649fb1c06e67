import type { ConnectionConfig, TableSourceConfig } from '../../domain/gateway-config.ts'
import type { Log } from '../../domain/log.ts'
import type { RequestSource } from '../source.ts'
import { dialects } from './dialects/all-dialects.ts'
import { openTable, type ResultFormatOf } from './open-table.ts'
import { TableSource } from './table-source.ts'

export interface OpenTableSourceOptions {
  /** Written into claimed rows, for people who look at the table. */
  readonly gatewayId: string
  /** Asked whenever a connection is made anew, so that a changed password needs no restart. */
  readonly password: () => Promise<string | null>
  readonly resultFormat?: ResultFormatOf | undefined
  readonly log: Log
}

/** A source for a configured table. It connects when it is first used, so a database may be away by now. */
export function openTableSource(
  config: TableSourceConfig,
  { gatewayId, password, resultFormat, log }: OpenTableSourceOptions,
): RequestSource {
  return new TableSource({
    config,
    origin: toOrigin(config),
    log,
    open: async () => {
      if (config.connection.legacyTls) {
        log.warn({ source: config.name }, 'legacyTls is on: the connection accepts TLS 1.0, which others can break')
      }
      return openTable(config, { gatewayId, password: await password(), resultFormat, log })
    },
  })
}

/** The database as an address, without user and password. */
function toOrigin({ dialect, connection }: TableSourceConfig): string {
  return connection.file === null
    ? `${dialect}://${addressOf(dialect, connection)}/${connection.database}`
    : `${dialect}:${connection.file}`
}

function addressOf(dialect: TableSourceConfig['dialect'], { host, port, instance }: ConnectionConfig): string {
  if (instance !== null) return `${host}\\${instance}`
  return `${host}:${port ?? dialects[dialect].defaultPort}`
}
