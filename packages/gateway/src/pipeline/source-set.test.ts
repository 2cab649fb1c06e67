import { CongkyError, parseTaxCode, type TaxCode } from '@congky/shared'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ruleOf, shown } from '../../../../test/support/approval-pipeline.ts'
import { eventually } from '../../../../test/support/gateway.ts'
import { createPipeline, incoming, OWN, type Pipeline, silent } from '../../../../test/support/pipeline.ts'
import { HOST_ACTOR } from '../domain/account.ts'
import { EXCHANGE_SOURCE } from '../domain/exchange-config.ts'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import type { Claim, IncomingRequest, SignOutcome } from '../domain/request.ts'
import type { DeliveryResult, PullHooks, RequestSource } from '../sources/source.ts'
import { SourceSet } from './source-set.ts'

type Claims = readonly { readonly externalId: string; readonly claim: Claim | null }[]

/** A source whose rows and claims the test decides on. */
class ScriptedSource implements RequestSource {
  readonly name = 'kho'
  readonly rows: IncomingRequest[] = []
  readonly outcomes: SignOutcome[] = []
  readonly released: string[] = []
  asked = 0
  lost: (claims: Claims) => Promise<readonly string[]> = async () => []

  noticing(): null {
    return null
  }
  async *requests(signal: AbortSignal, { onPolled }: PullHooks = {}): AsyncIterable<IncomingRequest> {
    while (!signal.aborted) {
      onPolled?.()
      yield* this.rows.splice(0)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  async release({ externalId }: IncomingRequest): Promise<void> {
    this.released.push(externalId)
  }
  renew(claims: Claims): Promise<readonly string[]> {
    this.asked++
    return this.lost(claims)
  }
  async deliver(outcome: SignOutcome): Promise<DeliveryResult> {
    this.outcomes.push(outcome)
    return 'delivered'
  }
  async deliverSigned(): Promise<ReadonlySet<string>> {
    return new Set()
  }
  async mark(): Promise<void> {}
  async look(): Promise<readonly never[]> {
    return []
  }
  async close(): Promise<void> {}
}

const config = { name: 'kho', dialect: 'sqlite', active: true, leaseMs: 60_000 } as TableSourceConfig

let pipeline: Pipeline
let source: ScriptedSource
let sources: SourceSet
let opened: number
beforeEach(async () => {
  pipeline = await createPipeline()
  source = new ScriptedSource()
  opened = 0
  const open = () => {
    opened++
    return source
  }
  const { jobs, workstations } = pipeline.store
  sources = new SourceSet({ ...pipeline, jobs, workstations, log: silent, open })
  pipeline.confirmClaim = (job) => sources.confirmClaim(job)
})
afterEach(async () => {
  await sources.stop()
  await pipeline.close()
})

test('a source that answers is shown as such, also when it has no rows', async () => {
  await sources.apply([config])
  sources.resume()
  await eventually(() => sources.statuses()[0]?.state === 'ok')
})

test('a job of the last run is signed only after the source was asked whether its row is still ours', async () => {
  const { id } = await pipeline.intake.submit(incoming())
  await pipeline.reached(id, 'held')
  source.lost = async (claims) => claims.map(({ externalId }) => externalId)
  await sources.apply([config])
  expect(await pipeline.reached(id, 'rejected')).toMatchObject({ reason: { code: 'ERR_LEASE_LOST' } })
  await pipeline.unlock()
  expect(source.outcomes).toEqual([])
})

test('a row whose source is being reconfigured, or was removed, waits instead of being rejected', async () => {
  await pipeline.unlock()
  const { id } = await pipeline.intake.submit(incoming())
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(pipeline.keeper.find(id)?.state).toBe('received')
  await sources.apply([config])
  await pipeline.reached(id, 'signed')
  await eventually(() => source.outcomes.length === 1)
})

test('a row that came in again under a new claim is not given up because the old claim is lost', async () => {
  const { id } = await pipeline.intake.submit(incoming())
  await pipeline.reached(id, 'held')
  source.lost = async () => {
    await pipeline.intake.submit(incoming({ claim: { claimToken: 'b' } }))
    return ['1']
  }
  await sources.apply([config])
  await eventually(() => source.asked > 0)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(pipeline.keeper.find(id)).toMatchObject({ state: 'held', request: { claim: { claimToken: 'b' } } })
})

test('a row that another gateway took over while its document waited is not signed here, however soon it is approved', async () => {
  pipeline.config = { ...pipeline.config, approval: { rules: [ruleOf()], people: [] } }
  const account = { name: 'mai', displayName: 'Mai', role: 'approver', passwordHash: 'scrypt$x' } as const
  await pipeline.store.accounts.add(account, HOST_ACTOR)
  await pipeline.unlock()
  const job = await pipeline.intake.submit(incoming({ requester: 'lan' }))
  source.lost = async (claims) => claims.map(({ externalId }) => externalId)
  await sources.apply([config])
  await eventually(() => source.asked > 0)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(pipeline.keeper.find(job.id)).toMatchObject({ state: 'awaiting-approval' })
  await pipeline.approvals.approve(shown(job), { account: 'mai', proof: 'password', origin: 'test' })
  const reason = { code: 'ERR_LEASE_LOST' }
  expect(await pipeline.reached(job.id, 'rejected', 'signed')).toMatchObject({ reason, intentAt: null })
})

test('pausing and resuming in one breath ends with pulling', async () => {
  await sources.apply([config])
  sources.resume()
  const pausing = sources.pause()
  sources.resume()
  await pausing
  await pipeline.unlock()
  source.rows.push(incoming())
  await eventually(() => source.outcomes.length === 1)
})

test('two edits at once leave one source running', async () => {
  await sources.apply([config])
  await Promise.all([sources.apply([{ ...config, pollMs: 1 }]), sources.apply([{ ...config, pollMs: 2 }])])
  expect(sources.statuses()).toHaveLength(1)
  expect(opened).toBe(3)
})

test('a row that finds the queue full is given back, and nothing is pulled until there is room', async () => {
  const limits = { ...pipeline.config.limits, waitingJobsMax: 1 }
  Object.assign(pipeline.config, { limits })
  const { id } = await pipeline.intake.submit(incoming({ externalId: 'first' }))
  await pipeline.reached(id, 'held')
  await sources.apply([config])
  source.rows.push(incoming({ externalId: 'second' }))
  sources.resume()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(source.rows).toHaveLength(1)
  await pipeline.signing.cancel(id)
  await eventually(() => source.rows.length === 0)
  // The second is stored soon after it was pulled; then it is held and fills the queue.
  const newest = () => pipeline.store.jobs.list({ source: 'kho', limit: 1 })[0]
  const second = await eventually(() => (newest()?.request.externalId === 'second' ? newest() : null))
  await pipeline.reached(second?.id ?? '', 'held')
  source.rows.push(incoming({ externalId: 'third' }))
  await eventually(() => source.released.includes('third'))
})

test('rows are taken in beside each other, and each is signed', async () => {
  await pipeline.unlock()
  await sources.apply([config])
  for (let n = 0; n < 300; n++) source.rows.push(incoming({ externalId: `r${n}` }))
  sources.resume()
  await eventually(() => source.outcomes.length === 300)
  expect(new Set(source.outcomes.map(({ externalId }) => externalId)).size).toBe(300)
  expect(source.released).toEqual([])
})

test('a row that cannot be stored is given back while those beside it are taken in', async () => {
  await pipeline.unlock()
  const { submit } = pipeline.intake
  pipeline.intake.submit = (request) =>
    request.externalId === 'r5' && !source.released.includes('r5')
      ? Promise.reject(new CongkyError('ERR_STORE_FULL'))
      : submit.call(pipeline.intake, request)
  await sources.apply([config])
  for (let n = 0; n < 20; n++) source.rows.push(incoming({ externalId: `r${n}` }))
  sources.resume()
  await eventually(() => source.released.includes('r5'))
  await eventually(() => source.outcomes.length > 0)
  expect(source.released).toEqual(['r5'])
  expect(source.outcomes.map(({ externalId }) => externalId)).not.toContain('r5')
})

test('a source that does not answer keeps no place in the queue of a token', async () => {
  await pipeline.unlock()
  source.lost = () => new Promise(() => {})
  await sources.apply([{ ...config, leaseMs: 1 }])
  const jobs = await Promise.all(
    Array.from({ length: 40 }, (_, i) => pipeline.intake.submit(incoming({ externalId: `r${i}` }))),
  )
  await new Promise((resolve) => setTimeout(resolve, 50))
  const startedAt = performance.now()
  const { secret, id: workstationId } = await pipeline.store.workstations.add('may-01', 'all', HOST_ACTOR)
  await pipeline.store.workstations.pair(secret, 'test')
  const call = incoming({ source: 'http', externalId: 'call', workstationId, claim: null })
  await pipeline.reached((await pipeline.intake.submit(call)).id, 'signed')
  expect(performance.now() - startedAt).toBeLessThan(8_000)
  expect(jobs.map(({ id }) => pipeline.keeper.find(id)?.state)).toEqual(jobs.map(() => 'received'))
})

test('a message for customs needs no table to be signed', async () => {
  await pipeline.unlock()
  const { id } = await pipeline.intake.submit(incoming({ source: EXCHANGE_SOURCE, claim: null }))
  await pipeline.reached(id, 'signed')
})

describe('what a workstation handed in before', () => {
  const pair = async (enterprises: readonly TaxCode[] | 'all') => {
    const { workstations } = pipeline.store
    const { secret, id } = await workstations.add('may-01', enterprises, HOST_ACTOR)
    await workstations.pair(secret, 'test')
    return id
  }
  const handIn = async (workstationId: string, externalId: string, taxCode: string | null) => {
    const call = incoming({ source: 'http', externalId, workstationId, taxCode, claim: null })
    const { id } = await pipeline.intake.submit(call)
    await pipeline.reached(id, 'held')
    return id
  }
  const forbidden = { state: 'rejected', reason: { code: 'ERR_ENTERPRISE_FORBIDDEN' }, intentAt: null }

  test('is not signed once the workstation is revoked, though the token is unlocked then', async () => {
    const id = await handIn(await pair('all'), '1', null)
    await pipeline.store.workstations.revoke('may-01', HOST_ACTOR)
    await pipeline.unlock()
    expect(await pipeline.reached(id, 'rejected', 'signed')).toMatchObject(forbidden)
  })

  test('is signed for the enterprises that it still may sign for, and for no other', async () => {
    const workstationId = await pair('all')
    const [own, any] = [await handIn(workstationId, '1', OWN), await handIn(workstationId, '2', null)]
    await pipeline.store.workstations.revoke('may-01', HOST_ACTOR)
    await pair([parseTaxCode(OWN)])
    await pipeline.unlock()
    expect(await pipeline.reached(any, 'rejected', 'signed')).toMatchObject(forbidden)
    expect((await pipeline.reached(own, 'rejected', 'signed')).state).toBe('signed')
  })
})
