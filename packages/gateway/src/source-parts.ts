/** What administration asks of databases, those that are sources and those that may become one. */
import type { SourceCheckParts } from './api/source-check-routes.ts'
import type { SourceRoutesParts } from './api/source-routes.ts'
import type { ServersParts } from './servers.ts'
import { listColumns, listTables, previewRows } from './sources/table/browse-table.ts'
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
