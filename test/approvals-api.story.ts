/** What approvers do over the API: read what waits, approve, return, and lend their right. */
import { join } from 'node:path'
import type { ApprovalDetails, ApprovalPage, DelegationList, GatewayStatus, ReviewView } from '@congky/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ACCOUNTANT,
  ADMIN,
  APPROVAL_PASSWORD,
  AUDITOR,
  addPeople,
  approvalRule,
  approveShown,
  DEPUTY,
  DIRECTOR,
  decide,
  loggedIn,
  returnShown,
  shownItem,
  TWO_STEPS,
  withApproval,
} from './support/approval-office.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { callHttp } from './support/http-call.ts'
import { readMail } from './support/mail-server.ts'
import { AGENT, CLIENT, createOffice, type Office, PIN } from './support/office.ts'
import { createOutsideWorld, MAIL_PASSWORD, MAIL_USER, type OutsideWorld } from './support/outside-world.ts'
import type { WebVisitor } from './support/web-visitor.ts'
import { PairedWorkstation } from './support/workstation.ts'

const TWO = { name: 'hai-buoc', when: { taxCodes: [AGENT.taxCode] }, steps: TWO_STEPS }
const MAIL_OF_DIRECTOR = 'giam-doc@van-phong.test'
const folder = makeFolder('approvals-api')
let office: Office
let world: OutsideWorld
let gateway: GatewayFixture
let key: string
let director: WebVisitor
let deputy: WebVisitor
let accountant: WebVisitor
let count = 0

beforeAll(async () => {
  office = await createOffice(folder)
  world = await createOutsideWorld(folder)
  const people = [
    { accounts: [DIRECTOR.name], email: MAIL_OF_DIRECTOR },
    { accounts: [DEPUTY.name], email: 'pho-giam-doc@van-phong.test' },
  ]
  const notifications = {
    ...{ settleSeconds: 1, topics: ['approvals'] },
    webhooks: [{ name: 'zalo', url: `https://localhost:${world.hook.port}/`, secretName: null }],
    email: {
      ...{ host: 'localhost', port: world.mail.port, security: 'starttls', user: MAIL_USER },
      ...{ passwordSecret: 'smtp-password', from: MAIL_USER, to: ['quan-tri@van-phong.test'] },
    },
  }
  const config = { ...office.config, ...withApproval([TWO, approvalRule()], people), notifications, autoStart: true }
  const env = { ...office.softHsm.env, ...world.env }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env })
  await gateway.admin('PUT', '/secrets/smtp-password', { value: MAIL_PASSWORD })
  await gateway.unlock(AGENT.token, PIN)
  key = (await PairedWorkstation.pair(gateway, 'may-01', 'all')).pairing.accessKey
  await addPeople(gateway)
  director = await loggedIn(gateway, DIRECTOR)
  deputy = await loggedIn(gateway, DEPUTY)
  accountant = await loggedIn(gateway, ACCOUNTANT)
})
afterAll(async () => {
  await gateway?.stop()
  await world?.close()
  removeFolder(folder)
})

const toKhai = (text: string) => `<ToKhai><So>${text}</So><MaSoThue>${CLIENT.taxCode}</MaSoThue></ToKhai>`

async function submit(more: object = {}): Promise<string> {
  const body = JSON.stringify({ document: toKhai(`${++count}`), taxCode: CLIENT.taxCode, ...more })
  const headers = { 'content-type': 'application/json', 'idempotency-key': `to-khai-${count}` }
  const answer = await callHttp(gateway.url, 'POST', '/sign-requests', { accessKey: key, body, headers })
  expect(answer.status).toBe(202)
  return (answer.json() as { id: string }).id
}

const stateOf = async (id: string) =>
  ((await callHttp(gateway.url, 'GET', `/sign-requests/${id}`, { accessKey: key })).json() as { state: string }).state
const inbox = async (visitor: WebVisitor, view: string) =>
  (await visitor.call('GET', `/admin/approvals?view=${view}`)).body as ApprovalPage
const detailsOf = async (visitor: WebVisitor, id: string) =>
  (await visitor.call('GET', `/admin/approvals/${id}`)).body as ApprovalDetails

test('a director reads what waits, approves it with the password, and it is signed', async () => {
  const id = await submit({ reference: 'TK-1' })
  const { approvals, mine } = await inbox(director, 'mine')
  expect(mine).toBe(1)
  expect(approvals[0]).toMatchObject({ id, reference: 'TK-1', requester: 'may-01' })
  const details = await detailsOf(director, id)
  expect(details).toMatchObject({
    ...{ enterprise: CLIENT.name, isMine: true, step: 1, steps: 1, stepName: 'Giám đốc', obstacle: null },
    certificate: { subject: expect.stringContaining(AGENT.taxCode) },
  })
  const review = (await director.call('GET', `/admin/approvals/${id}/review`)).body as ReviewView
  expect(review.documentSha256).toBe(details.documentSha256)
  expect(JSON.stringify(review.rendering)).toContain(CLIENT.taxCode)
  const answer = await approveShown(director, [id])
  expect(answer.body).toEqual({ outcomes: [{ id, error: null, state: 'received', stepsLeft: 0 }] })
  await eventually(async () => (await stateOf(id)) === 'signed')
  const said = (await readHistory(gateway)).filter(({ jobId, kind }) => jobId === id && kind === 'approval')
  expect(said.map(({ approval, requester }) => [approval?.event, requester])).toEqual([
    ['asked', 'may-01'],
    ['viewed', DIRECTOR.name],
    ['approved', DIRECTOR.name],
  ])
})

describe('who may decide', () => {
  test('the obstacle is told before, and the decision refused for the same reason', async () => {
    const id = await submit()
    expect(await detailsOf(deputy, id)).toMatchObject({ isMine: false, obstacle: { code: 'ERR_APPROVER_FORBIDDEN' } })
    expect((await inbox(deputy, 'open')).approvals.map((row) => row.id)).toContain(id)
    const { body } = await approveShown(deputy, [id])
    expect(body.outcomes).toMatchObject([{ id, error: { code: 'ERR_APPROVER_FORBIDDEN' }, state: null }])
    expect(await stateOf(id)).toBe('awaiting-approval')
    const refused = (await readHistory(gateway)).find((line) => line.note === 'approval refused' && line.jobId === id)
    expect(refused).toMatchObject({ requester: DEPUTY.name, code: 'ERR_APPROVER_FORBIDDEN' })
    await returnShown(director, [id], 'Đã xong')
  })

  test('neither an admin nor an auditor, nor anybody without a session', async () => {
    const admin = await loggedIn(gateway, ADMIN)
    const auditor = await loggedIn(gateway, AUDITOR)
    for (const visitor of [admin, auditor]) {
      expect((await visitor.call('GET', '/admin/approvals')).status).toBe(403)
      const item = { id: 'x', approvalId: 'x', documentSha256: '0'.repeat(64) }
      expect((await decide(visitor, 'approve', [item])).status).toBe(403)
    }
  })

  test('a wrong password decides nothing, and guesses are slowed', async () => {
    const id = await submit()
    const guesser = await loggedIn(gateway, DIRECTOR, '127.0.0.9')
    const item = await shownItem(guesser, id)
    const wrong = { proof: { kind: 'password', password: 'Canary-Password-wrong' } }
    const codes: string[] = []
    // On a slow machine the first waits are over before the next guess comes; they double.
    while (codes.at(-1) !== 'ERR_GUESSES_SLOWED' && codes.length < 14) {
      codes.push((await decide(guesser, 'approve', [item], wrong)).body.code)
    }
    expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'ERR_LOGIN_FAILED'))
    expect(codes.at(-1)).toBe('ERR_GUESSES_SLOWED')
    expect(await stateOf(id)).toBe('awaiting-approval')
    await returnShown(director, [id], 'Đã xong')
  })

  test('a decision on another document than was shown, or on an approval that is over, goes nowhere', async () => {
    const id = await submit()
    const item = await shownItem(director, id)
    const other = await decide(director, 'approve', [{ ...item, documentSha256: 'a'.repeat(64) }])
    expect(other.body.outcomes[0].error.code).toBe('ERR_APPROVAL_OUTDATED')
    const older = await decide(director, 'approve', [{ ...item, approvalId: 'an-older-one' }])
    expect(older.body.outcomes[0].error.code).toBe('ERR_APPROVAL_OUTDATED')
    expect((await decide(director, 'approve', [item, item])).status).toBe(400)
    expect((await decide(director, 'approve', [])).status).toBe(400)

    const back = await decide(director, 'return', [item], { reason: 'Sai mã số thuế\n  <b>của khách</b>' })
    expect(back.body.outcomes).toEqual([{ id, error: null, state: 'rejected', stepsLeft: 1 }])
    const again = await decide(director, 'approve', [item])
    expect(again.body.outcomes[0].error.code).toBe('ERR_APPROVAL_CLOSED')
    const { approvals } = await inbox(director, 'decided')
    expect(approvals[0]).toMatchObject({ id, state: 'returned', isMine: false, mayReturn: false })
    expect(await detailsOf(director, id)).toMatchObject({
      decisions: [{ kind: 'return', reason: 'Sai mã số thuế <b>của khách</b>', displayName: DIRECTOR.displayName }],
      reason: { code: 'ERR_APPROVAL_RETURNED' },
    })
  })
})

test('two steps take two people, who decide on many at once', async () => {
  const two = [await submit({ taxCode: AGENT.taxCode }), await submit({ taxCode: AGENT.taxCode })]
  expect((await inbox(director, 'mine')).mine).toBe(0)
  const first = await approveShown(accountant, two)
  expect(first.body.outcomes).toEqual(two.map((id) => ({ id, error: null, state: 'awaiting-approval', stepsLeft: 1 })))
  expect((await detailsOf(accountant, two[0] ?? '')).obstacle?.code).toBe('ERR_APPROVED_BEFORE')
  expect((await inbox(director, 'mine')).mine).toBe(2)
  const second = await approveShown(director, two)
  expect(second.body.outcomes).toEqual(two.map((id) => ({ id, error: null, state: 'received', stepsLeft: 0 })))
  for (const id of two) await eventually(async () => (await stateOf(id)) === 'signed')
})

test('a right is lent with the password, used in the name of its owner, and taken back', async () => {
  const id = await submit()
  const period = { startsAt: new Date(Date.now() - 1000), endsAt: new Date(Date.now() + 3_600_000) }
  const lend = (to: string, password = APPROVAL_PASSWORD) =>
    director.call('POST', '/admin/delegations', { body: { to, ...period, proof: { kind: 'password', password } } })
  expect((await lend(DEPUTY.name, 'Canary-Password-wrong')).body.code).toBe('ERR_LOGIN_FAILED')
  for (const to of [DIRECTOR.name, ADMIN.name, 'nobody']) expect((await lend(to)).status).toBe(400)
  const lent = (await lend(DEPUTY.name)).body
  expect(lent).toMatchObject({ from: DIRECTOR.name, toName: DEPUTY.displayName, isActive: true })
  expect(await detailsOf(deputy, id)).toMatchObject({ isMine: true, onBehalfOf: DIRECTOR.name })
  const list = (await deputy.call('GET', '/admin/delegations')).body as DelegationList
  expect(list.delegations.map((one) => one.id)).toEqual([lent.id])
  expect(list.approvers.map(({ name }) => name)).toEqual([DIRECTOR.name, ACCOUNTANT.name, DEPUTY.name].sort())
  // Only who lent it takes it back.
  expect((await deputy.call('DELETE', `/admin/delegations/${lent.id}`)).status).toBe(404)

  expect((await approveShown(deputy, [id])).body.outcomes[0].error).toBeNull()
  expect((await detailsOf(deputy, id)).decisions[0]).toMatchObject({ onBehalfOf: DIRECTOR.displayName })
  const next = await submit()
  expect((await director.call('DELETE', `/admin/delegations/${lent.id}`)).body).toMatchObject({ isActive: false })
  expect((await approveShown(deputy, [next])).body.outcomes[0].error.code).toBe('ERR_APPROVER_FORBIDDEN')
  await returnShown(director, [next], 'Đã xong')
})

test('who may approve a document is told by mail, with the link that opens it, and when it is decided', async () => {
  const id = await submit({ reference: 'TK-MAIL' })
  const link = `${gateway.url}/#/approvals/${id}`
  const mailsTo = (to: string) => world.mail.mails.filter((mail) => mail.to.includes(to)).map(readMail)
  const told = await eventually(() => mailsTo(MAIL_OF_DIRECTOR).find(({ text }) => text.includes(link)))
  expect(told.text).toContain(`Chờ duyệt (Giám đốc): TK-MAIL của ${CLIENT.name}, người trình may-01`)
  // Everybody's channels hear of it as well; the deputy may not decide it, and hears nothing.
  await eventually(() => world.hook.hooks.find(({ json }) => JSON.stringify(json).includes(link)))
  await eventually(() => mailsTo('quan-tri@van-phong.test').find(({ text }) => text.includes(link)))
  expect(mailsTo('pho-giam-doc@van-phong.test').filter(({ text }) => text.includes('TK-MAIL'))).toEqual([])

  const status = await gateway.admin<GatewayStatus>('GET', '/status')
  expect(status.approvals).toMatchObject({ waiting: 1, oldestAt: expect.any(String) })
  await returnShown(director, [id], 'Đã xong')
  const after = await gateway.admin<GatewayStatus>('GET', '/status')
  expect(after.approvals).toMatchObject({ waiting: 0, oldestAt: null })
  expect(after.approvals.changes).toBeGreaterThan(status.approvals.changes)
  await eventually(() => mailsTo(MAIL_OF_DIRECTOR).find(({ text }) => /ĐÃ XONG – .*TK-MAIL/.test(text)))
})

describe('congky on the gateway host', () => {
  test('approves and returns in the name of an account, with its password from stdin', async () => {
    const [id, other] = [await submit({ reference: 'TK-CLI' }), await submit()]
    const listed = await gateway.json<ApprovalPage>(['approvals', 'list', '--as', DIRECTOR.name])
    expect(listed.approvals.map((row) => row.id)).toEqual([id, other])
    // Of a misspelled name nothing waits; that must not look like an empty inbox.
    const misspelled = await gateway.run(['approvals', 'list', '--as', `${DIRECTOR.name}x`])
    expect(misspelled).toMatchObject({ code: 1, stderr: expect.stringContaining('ERR_ACCOUNT_UNKNOWN') })
    const shown = await gateway.run(['approvals', 'show', id, '--as', DEPUTY.name])
    expect(shown.stdout).toContain(CLIENT.taxCode)
    expect(shown.stdout).toContain('This account may not decide')

    const asDirector = ['--as', DIRECTOR.name, '--password-stdin']
    const refused = await gateway.run(['approve', id, ...asDirector], 'Canary-Password-wrong')
    expect(refused.code).toBe(1)
    const approved = await gateway.run(['approve', id, ...asDirector], APPROVAL_PASSWORD)
    expect(approved).toMatchObject({ code: 0, stdout: expect.stringContaining(`${id}  approved`) })
    expect(approved.stderr).toContain('TK-CLI')
    await eventually(async () => (await stateOf(id)) === 'signed')
    const used = (await readHistory(gateway)).find((line) => line.jobId === id && line.approval?.event === 'approved')
    expect(used).toMatchObject({ requester: DIRECTOR.name, origin: 'host', approval: { proof: 'password' } })

    const asAdmin = ['--as', ADMIN.name, '--password-stdin', '--reason', 'Thử']
    const forbidden = await gateway.run(['return', other, ...asAdmin], APPROVAL_PASSWORD)
    expect(forbidden).toMatchObject({ code: 1, stdout: expect.stringContaining('may not decide') })
    const back = ['return', other, ...asDirector, '--reason', 'Sai số lượng']
    expect((await gateway.run(back, APPROVAL_PASSWORD)).code).toBe(0)
    expect((await gateway.run(['approve', other, ...asDirector], APPROVAL_PASSWORD)).code).toBe(1)
  })

  test('a right is lent and taken back', async () => {
    const lend = ['approvals', 'delegate', DEPUTY.name, '--as', DIRECTOR.name, '--until', '2099-01-01']
    expect((await gateway.run([...lend, '--password-stdin'], APPROVAL_PASSWORD)).code).toBe(1)
    const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    const { id } = await gateway.json<{ id: string }>(
      [...lend.slice(0, -1), soon, '--password-stdin'],
      APPROVAL_PASSWORD,
    )
    expect((await gateway.run(['approvals', 'delegations'])).stdout).toContain('in force')
    const another = await gateway.run(['approvals', 'take-back', 'x'])
    expect(another).toMatchObject({ code: 1, stderr: expect.stringContaining('ERR_NOT_FOUND') })
    expect((await gateway.run(['approvals', 'take-back', id])).code).toBe(0)
    expect((await gateway.run(['approvals', 'delegations'])).stdout).not.toContain('in force')
  })
})
