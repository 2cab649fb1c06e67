/**
 * Administration, under `/admin`: what `congky` on the gateway host asks of the running daemon over the local
 * socket, and people with an account over the network. Each route names the right it needs (operator.ts).
 */
import { CongkyError, type SeenStatus } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../domain/account.ts'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import { type ExchangeAdminParts, exchangeAdminRoutes } from '../exchange/sending/admin-routes.ts'
import { toSignRequestView } from '../sources/request-view.ts'
import { type AccountParts, accountRoutes } from './account-routes.ts'
import { approvalPolicyRoutes } from './approval-policy-routes.ts'
import { type ApprovalRoutesParts, approvalRoutes } from './approval-routes.ts'
import { certificateRoutes } from './certificate-routes.ts'
import { type ConfigRoutesParts, configRoutes } from './config-routes.ts'
import { type DelegationRoutesParts, delegationRoutes } from './delegation-routes.ts'
import { type EnterpriseRoutesParts, enterpriseRoutes } from './enterprise-routes.ts'
import { type HistoryRoutesParts, historyRoutes } from './history-routes.ts'
import { type HostSignParts, hostSignRoutes } from './host-sign-routes.ts'
import { type HouseParts, houseRoutes } from './house-routes.ts'
import { type ModuleRoutesParts, moduleRoutes } from './module-routes.ts'
import { type NotificationRoutesParts, notificationRoutes } from './notification-routes.ts'
import { type NumbersRoutesParts, numbersRoutes } from './numbers-routes.ts'
import { actorOf } from './operator.ts'
import { organizationRoutes } from './organization-routes.ts'
import { type OwnTokenRoutesParts, ownTokenRoutes } from './own-token-routes.ts'
import { type ProxyRoutesParts, proxyRoutes } from './proxy-routes.ts'
import { type SecretRoutesParts, secretRoutes } from './secret-routes.ts'
import { type SourceCheckParts, sourceCheckRoutes } from './source-check-routes.ts'
import { type SourceRoutesParts, sourceRoutes } from './source-routes.ts'
import { type TokenRoutesParts, tokenRoutes } from './token-routes.ts'
import { type WaitingRoutesParts, waitingRoutes } from './waiting-routes.ts'
import { type WorkstationRoutesParts, workstationRoutes } from './workstation-routes.ts'

export interface AdminParts
  extends AccountParts,
    ApprovalRoutesParts,
    OwnTokenRoutesParts,
    DelegationRoutesParts,
    ConfigRoutesParts,
    HouseParts,
    HistoryRoutesParts,
    EnterpriseRoutesParts,
    HostSignParts,
    ModuleRoutesParts,
    NotificationRoutesParts,
    ProxyRoutesParts,
    ExchangeAdminParts,
    SecretRoutesParts,
    SourceCheckParts,
    SourceRoutesParts,
    TokenRoutesParts,
    WorkstationRoutesParts,
    NumbersRoutesParts,
    WaitingRoutesParts {
  readonly status: () => SeenStatus
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  /** Ends the waiting of a restored gateway, once that is on record, and resumes. */
  readonly confirmRestore: (record: (note: string) => Promise<void>) => Promise<void>
  readonly log: Log
  /** Why nothing is signed or changed over the network, or null. */
  readonly refusal: () => CongkyError | null
  readonly retry: (id: string, by: string) => Promise<Job | null>
}

const see = { config: { right: 'see-status' } } as const
const operate = { config: { right: 'operate' } } as const

export function adminRoutes(instance: FastifyInstance, parts: AdminParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.get('/status', see, async () => parts.status())
  const record = ({ name: requester, origin }: Actor, entry: { readonly note: string }) =>
    parts.history.append({ kind: 'gateway', requester, origin, ...entry })
  app.post('/pause', operate, async (request) => {
    await parts.pause()
    await record(actorOf(request), { note: 'paused' })
    return parts.status()
  })
  app.post('/resume', operate, async (request) => {
    await parts.resume()
    await record(actorOf(request), { note: 'resumed' })
    return parts.status()
  })
  app.post('/confirm-restore', { config: { right: 'confirm-restore' } }, async (request) => {
    await parts.confirmRestore((note) => record(actorOf(request), { note }))
    await record(actorOf(request), { note: 'resumed' })
    return parts.status()
  })
  tokenRoutes(instance, parts)
  workstationRoutes(instance, parts)
  accountRoutes(instance, parts)
  configRoutes(instance, parts)
  enterpriseRoutes(instance, parts)
  moduleRoutes(instance, parts)
  certificateRoutes(instance, parts)
  organizationRoutes(instance, parts)
  secretRoutes(instance, parts)
  numbersRoutes(instance, parts)
  waitingRoutes(instance, parts)
  houseRoutes(instance, parts)
  approvalPolicyRoutes(instance, parts)
  historyRoutes(instance, parts)
  sourceRoutes(instance, parts)
  sourceCheckRoutes(instance, parts)
  notificationRoutes(instance, parts)
  proxyRoutes(instance, parts)
  hostSignRoutes(instance, parts)
  exchangeAdminRoutes(instance, parts, actorOf)
  approvalRoutes(instance, parts)
  ownTokenRoutes(instance, parts)
  delegationRoutes(instance, parts)
  const idParams = z.object({ id: z.string().max(100) })
  app.post('/requests/:id/retry', { ...operate, schema: { params: idParams } }, async (request) => {
    const refusal = parts.refusal()
    if (refusal) throw refusal
    const job = await parts.retry(request.params.id, actorOf(request).name)
    if (!job) throw new CongkyError('ERR_NOT_FOUND')
    return toSignRequestView(job)
  })
}
