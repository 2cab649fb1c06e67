import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import type { ApprovalPlan } from '../domain/approval/approval.ts'
import { askApproval } from '../domain/approval/decide.ts'
import { openStore, type Store } from './store.ts'

const request = {
  ...{ source: 'http', documentSha256: 'a'.repeat(64), taxCode: null, profile: 'p', reference: null, requester: 'lan' },
  ...{ origin: 'x', workstationId: 'w', notBefore: null, deadline: null, claim: null, note: null, replaces: null },
}
const plan: ApprovalPlan = {
  ...{
    rule: 'r',
    policySha256: '',
    steps: [{ name: 's', approvers: [], need: 1 }],
    requesterAccounts: [],
    requesterNames: [],
  },
  signWith: 'enterprise',
  expiresAfterHours: 1,
  atExpiry: 'return',
}

let folder: string
let store: Store
beforeEach(() => {
  folder = makeFolder('approvals')
  store = openStore(folder)
})
afterEach(async () => {
  await store.close()
  removeFolder(folder)
})

async function ask(index: number, at: Date): Promise<string> {
  const id = `job-${String(index).padStart(4, '0')}`
  const subject = { documentSha256: request.documentSha256, taxCode: null, profile: 'p' }
  const approval = askApproval({ id: `approval-${id}`, jobId: id, subject, plan }, at)
  const job = { id, request: { ...request, externalId: id }, document: null, documentBytes: 1, receivedAt: at }
  await store.jobs.insert({ ...job, state: 'awaiting-approval', reason: null, approval }, [])
  return approval.id
}

test('all that wait are read in slices, oldest first, each once, also when many came at the same moment', async () => {
  const at = new Date()
  const later = await ask(9999, new Date(at.getTime() + 1))
  const ids = await Promise.all(Array.from({ length: 250 }, (_, index) => ask(index, at)))
  expect(Array.from(store.approvals.eachOpen(), ({ id }) => id)).toEqual([...ids.toSorted(), later])
})
