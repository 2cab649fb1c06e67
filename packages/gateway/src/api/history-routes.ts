/** Everything about the signing history: requests, their documents, records, exports. */
import type { FastifyInstance } from 'fastify'
import { type DocumentRoutesParts, documentRoutes } from './document-routes.ts'
import { evidenceRoutes } from './evidence-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { recordRoutes } from './record-routes.ts'
import { requestRoutes } from './request-routes.ts'

export type HistoryRoutesParts = DocumentRoutesParts

export function historyRoutes(instance: FastifyInstance, parts: HistoryRoutesParts): void {
  requestRoutes(instance, parts)
  documentRoutes(instance, parts)
  recordRoutes(instance, parts)
  exportRoutes(instance, parts)
  evidenceRoutes(instance, parts)
}
