/** A pipeline in which somebody has to approve: accounts, a policy that a test may change, and decisions on jobs. */
import { HOST_ACTOR } from '../../packages/gateway/src/domain/account.ts'
import type { ApprovalRule } from '../../packages/gateway/src/domain/approval/policy.ts'
import type { HistoryRecord } from '../../packages/gateway/src/domain/history-record.ts'
import type { Job } from '../../packages/gateway/src/domain/job.ts'
import type { IncomingRequest } from '../../packages/gateway/src/domain/request.ts'
import { openStoreReader } from '../../packages/gateway/src/store/store-reader.ts'
import { createPipeline, incoming, type Pipeline } from './pipeline.ts'

export interface ApprovalPipeline {
  readonly pipeline: Pipeline
  /** What is sent by the workstation `may-1`, unless `more` says otherwise. */
  submit(more?: Partial<IncomingRequest>): Promise<Job>
  /** Puts these rules in the place of all before. */
  askFor(...rules: readonly ApprovalRule[]): void
  /** @param account `mai` and `hung` may approve, `quan` is an admin. */
  approve(job: Job, account?: string): Promise<Job>
  giveBack(job: Job, account?: string): Promise<Job>
  /** The job as it is now. */
  now(job: Job): Job
  records(job: Job): Promise<HistoryRecord[]>
  /** The kinds of its records, with the event of those about its approval. */
  story(job: Job): Promise<string[]>
}

/** Everything has to be approved by `mai` at first. */
export async function createApprovalPipeline(): Promise<ApprovalPipeline> {
  const pipeline = await createPipeline()
  const { store, intake, approvals, keeper, folder } = pipeline
  for (const [name, role] of [
    ['mai', 'approver'],
    ['hung', 'approver'],
    ['quan', 'admin'],
  ] as const) {
    await store.accounts.add({ name, displayName: name, role, passwordHash: 'scrypt$none' }, HOST_ACTOR)
  }
  const askFor = (...rules: readonly ApprovalRule[]) => {
    pipeline.config = { ...pipeline.config, approval: { ...pipeline.config.approval, rules } }
  }
  const records = async ({ id }: Job) => {
    const reader = openStoreReader(folder)
    const found = await reader.history({ limit: 100, jobId: id })
    reader.close()
    return found.map(({ text }) => JSON.parse(text) as HistoryRecord).reverse()
  }
  askFor(ruleOf())
  return {
    ...{ pipeline, askFor, records },
    submit: (more = {}) => intake.submit(incoming({ ...FROM_WORKSTATION, ...more })),
    approve: (job, account = 'mai') => approvals.approve(shown(job), by(account)),
    giveBack: (job, account = 'mai') => approvals.giveBack(shown(job), 'Sai số lượng', by(account), 'Mai'),
    now: (job) => keeper.find(job.id) ?? job,
    story: async (job) =>
      (await records(job)).map(({ kind, approval }) => (approval ? `${kind} ${approval.event}` : kind)),
  }
}

export function ruleOf(more: Partial<ApprovalRule> = {}): ApprovalRule {
  const when = { taxCodes: [], sources: [], profiles: [], kinds: [], requesters: [], values: [] }
  const steps = [{ name: 'Giám đốc', approvers: ['mai'], need: 1 }]
  const rest = { exempt: false, signWith: 'enterprise', expiresAfterHours: 72, atExpiry: 'return' } as const
  return { name: 'moi-chung-tu', when, steps, ...rest, anonymousRequester: 'refuse', ...more }
}

const FROM_WORKSTATION = { source: 'http', workstationId: 'w1', claim: null, requester: 'may-1' } as const
const by = (account: string) => ({ account, proof: 'password', origin: 'test' }) as const

/** What an approver names who was shown the job as it is here. */
export function shown({ id, approvalId, request }: Job) {
  return { id, approvalId: approvalId ?? '', documentSha256: request.documentSha256 }
}
