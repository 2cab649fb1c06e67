/** The pipeline without its edges: a real store in a folder of its own, the real XML engine, software tokens. */
import { type CongkyError, parseTaxCode } from '@congky/shared'
import { approvalDesk } from '../../packages/gateway/src/approval-parts.ts'
import type { GatewayConfig } from '../../packages/gateway/src/domain/gateway-config.ts'
import type { Job } from '../../packages/gateway/src/domain/job.ts'
import type { Log } from '../../packages/gateway/src/domain/log.ts'
import type { IncomingRequest } from '../../packages/gateway/src/domain/request.ts'
import type { ApprovalDesk } from '../../packages/gateway/src/pipeline/approval-desk.ts'
import { Desk } from '../../packages/gateway/src/pipeline/desk.ts'
import { Intake } from '../../packages/gateway/src/pipeline/intake.ts'
import { JobKeeper } from '../../packages/gateway/src/pipeline/job-keeper.ts'
import { Signing } from '../../packages/gateway/src/pipeline/signing.ts'
import { ThreadedSignatureEngine } from '../../packages/gateway/src/signature/signature-engine.ts'
import { openStore, type Store } from '../../packages/gateway/src/store/store.ts'
import { FakeTokens } from '../../packages/gateway/src/token/fake/fake-tokens.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { eventually } from './gateway.ts'
import { thumbprint } from './office.ts'
import { createAuthority, issueCertificate } from './pki.ts'
import { CountingPinAttempts } from './tokens-contract.ts'

export const OWN = '0301519977'
export const AGENT = '0101300842'
export const PIN = 'Canary-PIN-1234'
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

export interface Pipeline {
  readonly folder: string
  readonly store: Store
  /** Its parts are replaced by tests of a configuration that changes. */
  config: GatewayConfig
  readonly tokens: FakeTokens
  readonly keeper: JobKeeper
  readonly intake: Intake
  readonly signing: Signing
  readonly desk: Desk
  readonly approvals: ApprovalDesk
  /** Replaced by tests of claims. */
  confirmClaim: (job: Job) => Promise<boolean>
  /** Replaced by tests of a gateway that takes nothing in. */
  refusal: () => CongkyError | null
  unlock(): Promise<void>
  /** Waits until a job is in one of these states. */
  reached(id: string, ...states: readonly Job['state'][]): Promise<Job>
  close(): Promise<void>
}

/** Two tokens, locked: `agent` is the default, `own` belongs to one enterprise. Signing is started. */
export async function createPipeline(options: { readonly ownValidFrom?: Date } = {}): Promise<Pipeline> {
  const folder = makeFolder('pipeline')
  const authority = await createAuthority('CA')
  const issue = (taxCode: string, notBefore?: Date) =>
    issueCertificate(authority, {
      subject: [
        ['CN', taxCode],
        ['UID', `MST:${taxCode}`],
      ],
      keyType: 'p-256',
      ...(notBefore ? { notBefore } : {}),
    })
  const [agent, own] = [await issue(AGENT), await issue(OWN, options.ownValidFrom)]
  const config = {
    limits: {
      documentBytesMax: 100_000,
      waitingJobsMax: 1000,
      waitingJobsPerWorkstationMax: 1000,
      laneQueueMax: 50,
      attemptsMax: 3,
      requestsPerMinutePerWorkstation: 60_000,
      connectionsPerWorkstationMax: 128,
      accessKeyDays: 400,
    },
    defaultProfile: 'xmldsig-enveloped',
    defaultCertificate: thumbprint(agent),
    enterprises: [{ taxCode: parseTaxCode(OWN), name: 'Own', certificate: thumbprint(own), source: null }],
    taxCodePolicy: { ownCertificate: 'deny', defaultCertificate: 'warn', branchUsesParent: false },
    sources: [],
    retention: { documentDays: 30 },
    approval: { rules: [], people: [] },
  } as unknown as GatewayConfig
  const store = openStore(folder)
  const { jobs, history, approvals } = store
  const engine = new ThreadedSignatureEngine({ profiles: {} })
  const token = (name: string, key: typeof own) => ({ name, label: name, serial: name, pin: PIN, keys: [key] })
  const tokens = new FakeTokens({
    tokens: [token('agent', agent), token('own', own)],
    pinAttempts: new CountingPinAttempts(),
    laneQueueMax: 50,
  })
  await tokens.start()
  const keeper = new JobKeeper(jobs, silent)
  const shared = { config: () => pipeline.config, engine, keeper, jobs, approvals, log: silent }
  const accounts = () => store.accounts.known()
  const intake = new Intake({ ...shared, accounts, refusal: () => pipeline.refusal() })
  const signing = new Signing({ ...shared, tokens, confirmClaim: (job) => pipeline.confirmClaim(job) })
  signing.start(false)
  const desk = new Desk({ intake, signing, engine, keeper, jobs, approvals, history })
  const approvalsOfPeople = approvalDesk({ config: shared.config, keeper, store, log: silent })
  const pipeline: Pipeline = {
    ...{ folder, store, config, tokens, keeper, intake, signing, desk, approvals: approvalsOfPeople },
    confirmClaim: async () => true,
    refusal: () => null,
    unlock: async () => {
      for (const name of ['agent', 'own']) await tokens.unlock(name, Buffer.from(PIN))
    },
    reached: (id, ...states) =>
      eventually(() => {
        const job = keeper.find(id)
        return job && states.includes(job.state) ? job : null
      }, 20_000),
    close: async () => {
      await signing.stop(2_000)
      await tokens.stop()
      store.close()
      removeFolder(folder)
    },
  }
  return pipeline
}

/** A request of a row, unless `more` says otherwise. */
export function incoming(more: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    source: 'kho',
    externalId: '1',
    document: '<ToKhai><So>1</So></ToKhai>',
    taxCode: null,
    profile: null,
    reference: null,
    requester: null,
    origin: 'test',
    workstationId: null,
    enterprises: 'all',
    notBefore: null,
    deadline: null,
    claim: { claimToken: 'a' },
    ...more,
  }
}
