/** Databases: how one that is a source is opened, and what administration asks of those that may become one. */
import type { SourceCheckParts } from './api/source-check-routes.ts'
import type { SourceRoutesParts } from './api/source-routes.ts'
import type { SecretStore } from './config/secrets.ts'
import type { GatewayConfig, TableSourceConfig } from './domain/gateway-config.ts'
import type { Log } from './domain/log.ts'
import type { ServersParts } from './servers.ts'
import type { SignatureEngine } from './signature/profile.ts'
import type { RequestSource } from './sources/source.ts'
import { listColumns, listTables, previewRows } from './sources/table/browse-table.ts'
import { openTableSource } from './sources/table/open-table-source.ts'
import { initTable, testSource } from './sources/table/test-source.ts'

export function sourceParts({
  status,
  store,
  engine,
  config,
}: Pick<ServersParts, 'status' | 'store' | 'engine' | 'config'>): Pick<
  SourceCheckParts & SourceRoutesParts,
  'sourceChecker' | 'sourceStates' | 'undeliveredBySource'
> {
  return {
    sourceChecker: {
      test: (source, password) =>
        testSource(source, password, (profile) => engine.resultFormat(profile ?? config().defaultProfile)),
      tables: listTables,
      columns: listColumns,
      preview: previewRows,
      initTable,
    },
    sourceStates: () => status().sources,
    undeliveredBySource: () => store.jobs.undeliveredBySource(),
  }
}

interface SourceOpenerParts {
  readonly gatewayId: string
  readonly engine: Pick<SignatureEngine, 'resultFormat'>
  readonly secrets: Pick<SecretStore, 'get'>
  readonly config: () => GatewayConfig
  readonly log: Log
}

export function sourceOpener({ gatewayId, engine, secrets, config, log }: SourceOpenerParts) {
  return (source: TableSourceConfig): RequestSource => {
    const { passwordSecret } = source.connection
    return openTableSource(source, {
      ...{ gatewayId, log },
      password: async () => (passwordSecret === null ? null : secrets.get(passwordSecret)),
      resultFormat: (profile) => engine.resultFormat(profile ?? config().defaultProfile),
    })
  }
}
