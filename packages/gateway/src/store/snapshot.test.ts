import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOST_ACTOR } from '../domain/account.ts'
import type { Approval } from '../domain/approval/approval.ts'
import { askApproval } from '../domain/approval/decide.ts'
import type { JobChange } from '../domain/job.ts'
import { DATABASE_FILE } from './database.ts'
import type { NewJob } from './job-rows.ts'
import {
  adoptSnapshot,
  checkSnapshot,
  describeSnapshot,
  isSchemaKnown,
  isStateInUse,
  snapshotState,
  withLockedState,
} from './snapshot.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let original: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congky-snapshot-'))
  original = join(folder, 'original')
  store = openStore(original)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

async function addRow(id: string, more: Partial<NewJob['request']> = {}): Promise<void> {
  const document = Buffer.from(id)
  const request = {
    ...{ source: 'kho', externalId: id, documentSha256: id, taxCode: null, profile: 'xmldsig-enveloped' },
    ...{ reference: null, requester: null, origin: 'test', workstationId: null, notBefore: null, deadline: null },
    ...{ claim: { claimToken: 'of the original' }, note: null, replaces: null },
    ...more,
  }
  const job = {
    id,
    document,
    documentBytes: 1,
    request,
    receivedAt: new Date(),
    state: 'received',
    reason: null,
    approval: null,
  } as const
  await store.jobs.insert(job, [{ kind: 'received', jobId: id }])
}

test('a snapshot is one moment of a store that goes on writing', async () => {
  for (let at = 0; at < 200; at++) await addRow(`before-${at}`)
  const target = join(folder, 'copy.sqlite')
  let writes: Promise<void> = Promise.resolve()
  let steps = 0
  await snapshotState(original, target, () => {
    steps++
    writes = writes.then(() => addRow(`meanwhile-${steps}`))
  })
  await writes
  expect(steps).toBeGreaterThan(0)
  expect(describeSnapshot(target)).toMatchObject({ gatewayId: store.gatewayId, historyRecords: 200 })
  expect(await checkSnapshot(target)).toMatchObject({ isSound: true, history: { intact: true, records: 200 } })
  expect(isSchemaKnown(target)).toBe(true)
})

test('a gateway that takes a snapshot over has another id, and no claim that the original has', async () => {
  await addRow('in-hand')
  await addRow('done')
  const done = store.jobs.find('done')
  await store.jobs.update('done', ['received'], rejected, [{ kind: 'rejected', jobId: 'done' }])
  const home = join(folder, 'other')
  mkdirSync(home)
  const copy = join(folder, 'copy.sqlite')
  await snapshotState(original, copy, () => {})
  adoptSnapshot(copy)
  copyFileSync(copy, join(home, DATABASE_FILE))
  const other = openStore(home)
  expect(other.gatewayId).not.toBe(store.gatewayId)
  expect(other.jobs.find('in-hand')?.request.claim?.claimToken).toMatch(/^restored-/)
  expect(other.jobs.find('done')?.request.claim).toEqual(done?.request.claim)
  other.close()
})

async function adopted(): Promise<{ readonly store: Store; readonly home: string }> {
  const home = join(folder, 'other')
  mkdirSync(home)
  await snapshotState(original, join(home, DATABASE_FILE), () => {})
  adoptSnapshot(join(home, DATABASE_FILE))
  return { store: openStore(home), home }
}

test('what no claim fences off waits for a person in a gateway that takes a snapshot over', async () => {
  const ofWorkstation = { source: 'http', workstationId: 'may-01', claim: null }
  for (const id of ['waiting', 'locked', 'withdrawn']) await addRow(id, ofWorkstation)
  await addRow('unclaimed', { claim: null })
  await addRow('claimed')
  const locked = { state: 'held', reason: { code: 'ERR_TOKEN_LOCKED', details: { token: 'A' } }, attempts: 2 } as const
  await store.jobs.update('locked', ['received'], locked, [{ kind: 'held', jobId: 'locked' }])
  await store.jobs.update('withdrawn', ['received'], rejected, [{ kind: 'rejected', jobId: 'withdrawn' }])
  const other = (await adopted()).store
  for (const id of ['waiting', 'locked', 'unclaimed']) {
    expect(other.jobs.find(id)).toMatchObject({
      state: 'held',
      reason: { code: 'ERR_RESTORED_REQUEST', details: {} },
      attempts: 0,
    })
  }
  expect(other.jobs.find('withdrawn')).toMatchObject({ state: 'rejected', reason: { code: 'ERR_CANCELLED' } })
  expect(other.jobs.find('claimed')).toMatchObject({ state: 'received', reason: null })
  other.close()
})

test('what somebody has to approve waits for a person in the copy, and is asked for anew there', async () => {
  for (const id of ['open', 'approved', 'used', 'signed']) {
    await addRow(id)
    await store.jobs.decide(id, () => ({
      change: { state: 'awaiting-approval', approval: approvalOf(id) },
      entries: [],
    }))
  }
  const step = (id: string, change: JobChange) => store.jobs.decide(id, () => ({ change, entries: [] }))
  for (const id of ['approved', 'used', 'signed']) {
    await step(id, { state: 'received', approval: { ...approvalOf(id), version: 2, state: 'approved' } })
  }
  const certificate = { thumbprint: 'x', serial: 'x', subject: 'x' }
  for (const id of ['used', 'signed']) {
    await step(id, { intentAt: new Date(), certificate, approval: { ...approvalOf(id), version: 3, state: 'used' } })
  }
  await step('signed', { state: 'signed', signedAt: new Date(), signedSha256: 'x' })
  const lent = { from: 'mai', to: 'hung', startsAt: new Date(0), endsAt: new Date(8e12) }
  await store.delegations.add(lent, HOST_ACTOR)

  const other = (await adopted()).store
  for (const id of ['open', 'approved', 'used']) {
    expect(other.jobs.find(id)).toMatchObject({ state: 'held', reason: { code: 'ERR_RESTORED_REQUEST' } })
    expect(other.approvals.find(id)?.state).toBe('void')
  }
  expect(other.approvals.find('signed')?.state).toBe('used')
  expect(other.delegations.list()).toMatchObject([{ from: 'mai', revokedAt: expect.any(Date) }])
  expect(store.approvals.find('approved')?.state).toBe('approved')
  other.close()
})

function approvalOf(id: string): Approval {
  const steps = [{ name: 'Giám đốc', approvers: ['mai'], need: 1 }]
  const rest = { policySha256: 'x', signWith: 'enterprise', expiresAfterHours: 72, atExpiry: 'return' } as const
  const plan = { rule: 'r', steps, ...rest, requesterNames: [] }
  const subject = { documentSha256: id, taxCode: null, profile: 'xmldsig-enveloped' }
  return askApproval({ id, jobId: id, subject, plan }, new Date())
}

test('sessions and pairing codes of the original end with the restore, access keys go on', async () => {
  const passwordHash = 'scrypt$10$8$1$c2FsdA$a2V5'
  await store.accounts.add({ name: 'lan', displayName: 'Lan', role: 'admin', passwordHash }, HOST_ACTOR)
  const { token } = await store.sessions.open('lan', passwordHash, { origin: 'x', overProxy: false, userAgent: 'x' })
  const paired = await store.workstations.pair((await store.workstations.add('may-01', 'all', HOST_ACTOR)).secret, 'x')
  const { secret } = await store.workstations.add('may-02', 'all', HOST_ACTOR)
  const other = (await adopted()).store
  expect(store.sessions.authenticate(token)).not.toBeNull()
  expect(other.sessions.authenticate(token)).toBeNull()
  await expect(other.workstations.pair(secret, 'x')).rejects.toMatchObject({ code: 'ERR_PAIRING_CODE_INVALID' })
  expect(other.workstations.keys.isValid(paired.key.id)).toBe(true)
  other.close()
})

const rejected = {
  state: 'rejected',
  reason: { code: 'ERR_CANCELLED', details: {} },
  deliveredAt: new Date(),
} as const

test('a folder that a gateway holds is in use, and is free once it stopped', () => {
  expect(isStateInUse(original)).toBe(true)
  expect(() => withLockedState(original, () => {})).toThrow(expect.objectContaining({ code: 'ERR_STATE_IN_USE' }))
  store.close()
  expect(isStateInUse(original)).toBe(false)
  expect(withLockedState(original, () => isStateInUse(original))).toBe(true)
  expect(isStateInUse(join(folder, 'nothing'))).toBe(false)
  store = openStore(original)
})
