/** The whole gateway in one picture, put together from its parts. */
import type { Bilingual, CongkyError, GatewayStatus, NoticeTopic, StatusNotice } from '@congky/shared'
import { expiryNotices } from './api/expiry-notices.ts'
import { toHeldView, toHistoryView, toSourceView, toTokenView } from './api/status.ts'
import { readLastBackup } from './backup/last-backup.ts'
import type { RestoreGuard } from './backup/restore-guard.ts'
import type { TlsCertificate } from './config/tls.ts'
import type { GatewayConfig } from './domain/gateway-config.ts'
import type { ApprovalDesk } from './pipeline/approval-desk.ts'
import type { JobKeeper } from './pipeline/job-keeper.ts'
import type { SourceSet } from './pipeline/source-set.ts'
import type { Store } from './store/store.ts'
import type { Tokens } from './token/token.ts'
import { version } from './version.ts'

export interface GatewayStatusParts {
  readonly startedAt: Date
  readonly isPaused: boolean
  readonly config: GatewayConfig
  readonly url: string
  readonly tls: TlsCertificate | null
  readonly store: Store
  readonly tokens: Tokens
  readonly sources: SourceSet
  readonly keeper: JobKeeper
  readonly guard: RestoreGuard
  readonly approvals: Pick<ApprovalDesk, 'changes'>
  readonly exchange: GatewayStatus['exchange']
  /** What other parts have to tell. */
  readonly notices: readonly StatusNotice[]
}

export function gatewayStatus(parts: GatewayStatusParts): GatewayStatus {
  const { startedAt, isPaused, config, url, tls, store, tokens, sources, keeper, guard, approvals, notices, exchange } =
    parts
  const storeProblem = store.problem()
  return {
    version,
    state: isPaused ? 'paused' : 'running',
    startedAt: startedAt.toISOString(),
    listen: { url, fingerprint: tls?.fingerprint ?? null },
    tokens: tokens.list().map(toTokenView),
    moduleProblems: tokens.moduleProblems(),
    sources: sources.statuses().map(toSourceView),
    jobs: store.jobs.counts(),
    approvals: {
      waiting: store.jobs.counts()['awaiting-approval'],
      oldestAt: store.approvals.open(1)[0]?.submittedAt.toISOString() ?? null,
      changes: approvals.changes,
    },
    held: toHeldView(keeper.heldGroups),
    storeErrorCode: storeProblem?.code ?? null,
    history: toHistoryView(store.historyAtStart),
    restored: guard.mark,
    lastBackupAt: readLastBackup(config.stateDir)?.toISOString() ?? null,
    exchange,
    notices: [
      ...noticesAbout('restored', noticesOf(guard.refusal)),
      ...noticesAbout('store', noticesOf(storeProblem)),
      ...notices,
      ...noticesAbout('access-key', expiryNotices(store.workstations.expiring(new Date()))),
    ],
  }
}

export function noticesAbout(topic: NoticeTopic, notices: readonly Bilingual[]): readonly StatusNotice[] {
  return notices.map((notice) => ({ ...notice, topic }))
}

function noticesOf(error: CongkyError | null): readonly Bilingual[] {
  return error === null ? [] : [{ en: error.text('en').message, vi: error.text('vi').message }]
}
