/** A1: what somebody has to approve is signed with the approval of the same bytes, by another person, used once. */
import { join } from 'node:path'
import type { ApprovalItem } from '@congky/shared'
import { afterAll, beforeAll, expect } from 'vitest'
import {
  ACCOUNTANT,
  ADMIN,
  AUDITOR,
  addPeople,
  approvalRule,
  approveShown,
  DEPUTY,
  DIRECTOR,
  decide,
  loggedIn,
  type OfficePerson,
  returnShown,
  shownItem,
  withApproval,
} from '../support/approval-office.ts'
import { documentCalls } from '../support/crash-verdicts.ts'
import { DeclarantsTable } from '../support/declarants-table.ts'
import { FaultModule } from '../support/fault-module.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { callHttp } from '../support/http-call.ts'
import { AGENT, CLIENT, createOffice, OWN_A, PIN } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import type { WebVisitor } from '../support/web-visitor.ts'
import { PairedWorkstation } from '../support/workstation.ts'

/** Two accounts share the access key of one machine; the director has another name in the declarants' database. */
const PEOPLE = [
  { accounts: [DEPUTY.name], workstations: ['may-chung'] },
  { accounts: [ACCOUNTANT.name], workstations: ['may-chung'] },
  { accounts: [DIRECTOR.name], requesters: ['mai.tran'] },
]
/** Everyone whose role may approve. */
const ANYONE = approvalRule({ steps: [{ name: 'Lãnh đạo' }] })

const folder = makeFolder('approvals')
let module: FaultModule
let gateway: GatewayFixture
let table: DeclarantsTable
let config: object
let sent = 0
const keys = new Map<string, string>()
const visitors = new Map<string, WebVisitor>()

beforeAll(async () => {
  const office = await createOffice(folder)
  module = await FaultModule.create(join(folder, 'module'), office.softHsm)
  table = new DeclarantsTable(join(folder, 'khai-bao.db'))
  config = {
    ...office.config,
    modules: [{ name: 'softhsm', path: module.modulePath }],
    sources: [table.source('khai-bao')],
    autoStart: true,
  }
  const start = { ...config, ...withApproval([ANYONE], PEOPLE) }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config: start, env: module.env })
  await gateway.json(['source', 'init-table', 'khai-bao'])
  await gateway.unlock(AGENT.token, PIN)
  for (const name of ['may-01', 'may-chung']) {
    keys.set(name, (await PairedWorkstation.pair(gateway, name, 'all')).pairing.accessKey)
  }
  const people = [DIRECTOR, DEPUTY, ACCOUNTANT, ADMIN, AUDITOR]
  await addPeople(gateway, people)
  for (const person of people) visitors.set(person.name, await loggedIn(gateway, person))
})
afterAll(async () => {
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

function as({ name }: OfficePerson): WebVisitor {
  const visitor = visitors.get(name)
  if (!visitor) throw new Error(`${name} is not logged in`)
  return visitor
}

interface SeenRequest {
  readonly id: string
  readonly state: string
  readonly error?: { readonly code: string }
}
async function submit(workstation: string, taxCode: string = CLIENT.taxCode): Promise<string> {
  const body = JSON.stringify({ document: `<ToKhai><So>${++sent}</So></ToKhai>`, taxCode })
  const headers = { 'content-type': 'application/json', 'idempotency-key': `to-khai-${sent}` }
  const accessKey = keys.get(workstation) ?? ''
  return ((await callHttp(gateway.url, 'POST', '/sign-requests', { accessKey, headers, body })).json() as SeenRequest)
    .id
}
async function look(id: string, workstation = 'may-01'): Promise<SeenRequest> {
  const accessKey = keys.get(workstation) ?? ''
  return (await callHttp(gateway.url, 'GET', `/sign-requests/${id}`, { accessKey })).json() as SeenRequest
}
/** Waits until the request is in a state. */
const reached = (id: string, state: string, workstation = 'may-01') =>
  eventually(async () => (await look(id, workstation)).state === state)
/** Why a decision on one document was refused; null where it went through. */
async function refusal(person: OfficePerson, item: ApprovalItem, more: object = {}): Promise<string | null> {
  const { status, body } = await decide(as(person), 'approve', [item], more)
  return status === 200 ? (body.outcomes[0].error?.code ?? null) : body.code
}
/** How often a token was asked to sign a document. */
const signCalls = () => documentCalls(module).fewest

promise('A1', 'nobody else, no other bytes, no retry, restart or looser policy has it signed', async (count) => {
  const id = await submit('may-chung')
  const item = await shownItem(as(DIRECTOR), id)
  const tries: [OfficePerson, ApprovalItem, object, string][] = [
    [ADMIN, item, {}, 'ERR_ROLE_FORBIDDEN'],
    [AUDITOR, item, {}, 'ERR_ROLE_FORBIDDEN'],
    // Both use the access key that asked.
    [DEPUTY, item, {}, 'ERR_APPROVER_IS_REQUESTER'],
    [ACCOUNTANT, item, {}, 'ERR_APPROVER_IS_REQUESTER'],
    [DIRECTOR, { ...item, documentSha256: '0'.repeat(64) }, {}, 'ERR_APPROVAL_OUTDATED'],
    [DIRECTOR, { ...item, approvalId: 'another' }, {}, 'ERR_APPROVAL_OUTDATED'],
    [DIRECTOR, item, { proof: { kind: 'password', password: 'Canary-Password-wrong' } }, 'ERR_LOGIN_FAILED'],
  ]
  for (const [person, shown, more, code] of tries) expect(await refusal(person, shown, more)).toBe(code)
  const retried = await gateway.admin<SeenRequest>('POST', `/requests/${id}/retry`)
  expect(retried.state).toBe('awaiting-approval')

  await gateway.kill()
  gateway.configure({ ...config, ...withApproval([], PEOPLE) })
  await gateway.restart()
  await gateway.unlock(AGENT.token, PIN)
  // What no policy asks about any more is signed meanwhile; what waited goes on waiting.
  const free = await submit('may-01')
  await reached(free, 'signed')
  expect((await look(id, 'may-chung')).state).toBe('awaiting-approval')
  gateway.configure({ ...config, ...withApproval([ANYONE], PEOPLE) })
  await eventually(() => gateway.output.includes('configuration taken over'))

  const before = signCalls()
  expect(await refusal(DIRECTOR, item)).toBeNull()
  await reached(id, 'signed', 'may-chung')
  for (const person of [DIRECTOR, DEPUTY]) expect(await refusal(person, item)).not.toBeNull()
  expect(signCalls() - before).toBe(1)
  count(`${tries.length} wrong tries, a retry, a kill and a policy of nothing: 0 C_Sign; one approval: 1`)
})

promise('A1', 'a right that is gone approves nothing, whatever page is open still', async (count) => {
  const id = await submit('may-01')
  const item = await shownItem(as(ACCOUNTANT), id)
  await gateway.admin('POST', `/users/${ACCOUNTANT.name}/role`, { role: 'auditor' })
  expect(await refusal(ACCOUNTANT, item)).toBe('ERR_ROLE_FORBIDDEN')
  await gateway.admin('POST', `/users/${ACCOUNTANT.name}/role`, { role: 'approver' })
  const [, late] = await Promise.all([
    gateway.admin('POST', `/users/${ACCOUNTANT.name}/disable`),
    decide(as(ACCOUNTANT), 'approve', [item]),
  ])
  // Whichever came first: an approval stands only if the right stood in that very moment.
  const isApproved = late.status === 200 && late.body.outcomes[0].error === null
  const [disabled] = (await readHistory(gateway)).filter(({ note }) => note === `disabled ${ACCOUNTANT.name}`)
  const [approved] = (await readHistory(gateway)).filter(
    ({ jobId, approval }) => jobId === id && approval?.event === 'approved',
  )
  expect(approved !== undefined).toBe(isApproved)
  if (approved && disabled) expect(approved.seq).toBeLessThan(disabled.seq)
  count(isApproved ? 'approved before the account was disabled' : 'disabled before it could approve')
})

promise(
  'A1',
  'rows: who asks cannot approve, a corrected row is another document, and nobody is no requester',
  async () => {
    const insert = (so: number, requester: string | null) =>
      table.run(
        'INSERT INTO congky_request (tax_code, document, requester, state) VALUES (?, ?, ?, 0)',
        ...[CLIENT.taxCode, `<ToKhai><So>dong-${so}</So></ToKhai>`, requester],
      )
    for (const [at, requester] of ['mai.tran', 'lan', null].entries()) insert(at + 1, requester)
    const waiting = async (row: string) =>
      eventually(async () => {
        const { body } = await as(DIRECTOR).call('GET', '/admin/approvals?view=open&limit=100')
        for (const { id } of body.approvals as { id: string }[]) {
          const details = (await as(DIRECTOR).call('GET', `/admin/approvals/${id}`)).body
          const { approvalId, documentSha256, externalId, previous } = details
          if (externalId === row) return { item: { id, approvalId, documentSha256 }, previous }
        }
        return null
      })
    expect(await refusal(DIRECTOR, (await waiting('1')).item)).toBe('ERR_APPROVER_IS_REQUESTER')
    await eventually(() =>
      table.rows().find(({ id, error_code }) => id === 3 && error_code === 'ERR_REQUESTER_UNKNOWN'),
    )

    const { item: first } = await waiting('2')
    table.run(
      "UPDATE congky_request SET document = '<ToKhai><So>dong-2-sua</So></ToKhai>', state = 0, claimed_by = NULL, claim_token = NULL WHERE id = 2",
    )
    const { item: corrected, previous } = await eventually(async () => {
      const found = await waiting('2')
      return found.item.id === first.id ? null : found
    })
    expect(previous.id).toBe(first.id)
    const before = signCalls()
    expect(await refusal(DIRECTOR, first)).toBe('ERR_APPROVAL_CLOSED')
    expect(await refusal(DIRECTOR, corrected)).toBeNull()
    const row = await eventually(() => table.rows().find(({ id, state }) => id === 2 && state === 2))
    expect(row.signed_document).toContain('dong-2-sua')
    expect(signCalls() - before).toBe(1)
  },
)

promise('A1', 'an approval outlives a crash, and serves its one document', async (count) => {
  const id = await submit('may-01', OWN_A.taxCode)
  await reached(id, 'awaiting-approval')
  const returned = await submit('may-01')
  await returnShown(as(DIRECTOR), [returned], 'Sai tên hàng')
  expect((await look(returned)).error?.code).toBe('ERR_APPROVAL_RETURNED')
  await approveShown(as(DIRECTOR), [id])
  await reached(id, 'held')
  await gateway.kill()
  await gateway.restart()
  expect(await gateway.admin<SeenRequest>('POST', `/requests/${returned}/retry`)).toMatchObject({
    state: 'awaiting-approval',
  })
  await gateway.unlock(OWN_A.token, PIN)
  await reached(id, 'signed')

  const history = await readHistory(gateway)
  const approved = history.filter(({ approval }) => approval?.event === 'approved')
  const asked = new Set(history.flatMap(({ jobId, approval }) => (approval?.event === 'asked' ? [jobId] : [])))
  const intents = history.filter(({ kind, jobId }) => kind === 'intent' && asked.has(jobId))
  for (const { approval, documentSha256, seq } of intents) {
    expect(approval?.event).toBe('used')
    const [decision] = approved.filter((one) => one.approval?.id === approval?.id)
    expect(decision).toMatchObject({ documentSha256 })
    expect(decision?.seq).toBeLessThan(seq)
  }
  expect(new Set(intents.map(({ approval }) => approval?.id)).size).toBe(intents.length)
  count(`${intents.length} intents, each with an approval of its own and of its bytes`)
})
