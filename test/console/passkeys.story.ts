/** Passkeys in a real browser: made on the account page, and used to approve exactly what was asked. */
import { join } from 'node:path'
import type { ApprovalItem } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  APPROVAL_PASSWORD,
  addPeople,
  approvalRule,
  DEPUTY,
  DIRECTOR,
  type OfficePerson,
  withApproval,
} from '../support/approval-office.ts'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { callHttp } from '../support/http-call.ts'
import { AGENT, CLIENT, createOffice, PIN } from '../support/office.ts'
import {
  askChallenge,
  callInPage,
  decideWithPasskey,
  signInPage,
  VirtualAuthenticator,
} from '../support/virtual-authenticator.ts'
import { PairedWorkstation } from '../support/workstation.ts'

/** Browsers lead every name below `localhost` to this machine (RFC 6761, 6.3): names of one gateway. */
const NAMES = ['ky.localhost', 'ky2.localhost'] as const
const folder = makeFolder('console-passkeys')
let gateway: GatewayFixture
let browser: ConsoleBrowser
let key: string
let director: Visit
let device: VirtualAuthenticator
let count = 0

beforeAll(async () => {
  const office = await createOffice(folder)
  const steps = [{ name: 'Giám đốc', approvers: [DIRECTOR.name, DEPUTY.name] }]
  const config = { ...office.config, ...withApproval([approvalRule({ steps })]), console: { hosts: NAMES } }
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...config, autoStart: true },
    env: office.softHsm.env,
  })
  await gateway.unlock(AGENT.token, PIN)
  key = (await PairedWorkstation.pair(gateway, 'may-01', 'all')).pairing.accessKey
  await addPeople(gateway, [DIRECTOR, DEPUTY])
  browser = await ConsoleBrowser.start()
  director = await visitAs(DIRECTOR)
  device = await VirtualAuthenticator.plugIn(director.page)
})
afterAll(async () => {
  await director?.close()
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

const urlAt = (name: string) => gateway.url.replace('127.0.0.1', name)

async function visitAs(person: OfficePerson, name: string = NAMES[0]): Promise<Visit> {
  const visit = await browser.visit(`${urlAt(name)}/#/account`)
  await visit.login(person.name, APPROVAL_PASSWORD)
  await visit.go('/account')
  return visit
}

/** As a person does it, on the account page. */
async function addPasskey({ page }: Visit, name: string): Promise<void> {
  await page.getByLabel('Tên thiết bị').fill(name)
  await page.getByLabel('Mật khẩu của bạn').fill(APPROVAL_PASSWORD)
  await page.getByRole('button', { name: 'Thêm khóa' }).click()
  await page.getByRole('rowheader', { name }).waitFor()
}

async function submit(visit: Visit): Promise<ApprovalItem> {
  const document = `<ToKhai><So>${++count}</So></ToKhai>`
  const body = JSON.stringify({ document, taxCode: CLIENT.taxCode })
  const headers = { 'content-type': 'application/json', 'idempotency-key': `to-khai-${count}` }
  const answer = await callHttp(gateway.url, 'POST', '/sign-requests', { accessKey: key, body, headers })
  const { id } = answer.json() as { id: string }
  const { approvalId, documentSha256 } = await callInPage(visit.page, 'GET', `/admin/approvals/${id}`)
  return { id, approvalId, documentSha256 }
}

const stateOf = async ({ id }: ApprovalItem) =>
  ((await callHttp(gateway.url, 'GET', `/sign-requests/${id}`, { accessKey: key })).json() as { state: string }).state

test('a passkey is made after the password, approves what was asked, and is taken away again', async () => {
  const { page } = director
  await page.getByLabel('Tên thiết bị').fill('Điện thoại của Mai')
  await page.getByLabel('Mật khẩu của bạn').fill('Canary-Password-not-this-one')
  await page.getByRole('button', { name: 'Thêm khóa' }).click()
  await page.getByText('Mật khẩu không đúng').waitFor()
  expect(await device.keys()).toEqual([])
  await addPasskey(director, 'Điện thoại của Mai')
  expect(await director.accessibilityFaults()).toEqual([])

  const [first, second] = [await submit(director), await submit(director)]
  const response = await signInPage(page, await askChallenge(page, 'approve', [first]))
  const { outcomes } = await decideWithPasskey(page, 'approve', [first], response)
  expect(outcomes).toMatchObject([{ id: first.id, error: null }])
  await eventually(async () => (await stateOf(first)) === 'signed')
  const { decisions } = await callInPage(page, 'GET', `/admin/approvals/${first.id}`)
  expect(decisions).toMatchObject([{ kind: 'approve', account: DIRECTOR.name, proof: 'passkey' }])

  // The same answer once more, and one for something else.
  expect(await decideWithPasskey(page, 'approve', [first], response)).toMatchObject({ code: 'ERR_PASSKEY_CHALLENGE' })
  const forReturn = await signInPage(page, await askChallenge(page, 'return', [second]))
  const used = await decideWithPasskey(page, 'approve', [second], forReturn)
  expect(used).toMatchObject({ code: 'ERR_PASSKEY_CHALLENGE' })
  expect(await stateOf(second)).toBe('awaiting-approval')
  await decideWithPasskey(page, 'return', [second], forReturn)
  expect(await stateOf(second)).toBe('rejected')

  const third = await submit(director)
  const late = await signInPage(page, await askChallenge(page, 'approve', [third]))
  await page.reload()
  await page
    .getByRole('row', { name: /Điện thoại của Mai/ })
    .getByRole('button', { name: 'Xóa' })
    .click()
  await page.getByRole('button', { name: 'Xóa khóa' }).click()
  await page.getByRole('rowheader', { name: 'Điện thoại của Mai' }).waitFor({ state: 'detached' })
  expect(await decideWithPasskey(page, 'approve', [third], late)).toMatchObject({ code: 'ERR_PASSKEY_REFUSED' })
  expect(await stateOf(third)).toBe('awaiting-approval')
})

test("another account's passkey, another session's challenge, another page of the same name: refused", async () => {
  const visit = director
  const other = await visitAs(DEPUTY)
  await VirtualAuthenticator.plugIn(other.page)
  await addPasskey(visit, 'Máy tính')
  await addPasskey(other, 'Máy của Hùng')
  const item = await submit(visit)
  const refused = { code: 'ERR_PASSKEY_REFUSED' }

  // The director's challenge, signed by the deputy's device, in the director's session.
  const foreign = await askChallenge(visit.page, 'approve', [item])
  const ofDeputy = await askChallenge(other.page, 'approve', [item])
  const signed = await signInPage(other.page, { ...foreign, allowCredentials: ofDeputy.allowCredentials })
  expect(await decideWithPasskey(visit.page, 'approve', [item], signed)).toMatchObject(refused)
  // The director's challenge and device, in the deputy's session.
  const own = await signInPage(visit.page, await askChallenge(visit.page, 'approve', [item]))
  expect(await decideWithPasskey(other.page, 'approve', [item], own)).toMatchObject(refused)

  // Another program of that host, at another port: to browsers it is the same relying party.
  const asked = await askChallenge(visit.page, 'approve', [item])
  const port = Number(new URL(gateway.url).port) === 9443 ? 9444 : 9443
  await visit.page.route(`https://${NAMES[0]}:${port}/**`, (route) =>
    route.fulfill({ body: '<!doctype html><title>x</title>', contentType: 'text/html' }),
  )
  const [console] = [visit.page.url(), await visit.page.goto(`https://${NAMES[0]}:${port}/`)]
  const lured = await signInPage(visit.page, asked)
  await visit.page.goto(console)
  expect(await decideWithPasskey(visit.page, 'approve', [item], lured)).toMatchObject(refused)
  expect(await stateOf(item)).toBe('awaiting-approval')
  await other.close()
})

test('a copy of a device is found by its count', async () => {
  const { page } = director
  const approve = async () => {
    const item = await submit(director)
    const options = await askChallenge(page, 'approve', [item])
    return decideWithPasskey(page, 'approve', [item], await signInPage(page, options))
  }
  const before = (await device.keys()).at(-1)
  if (!before) throw new Error('the device holds no key')
  expect((await approve()).outcomes).toMatchObject([{ error: null }])
  await device.forget(before)
  await device.take(before)
  expect(await approve()).toMatchObject({ code: 'ERR_PASSKEY_CLONED' })
})

test('each name of a gateway has its own passkeys, and an address has none', async () => {
  const visit = await visitAs(DIRECTOR, NAMES[1])
  await VirtualAuthenticator.plugIn(visit.page)
  const item = await submit(visit)
  // Those of the first name are of no use here.
  expect(await askChallenge(visit.page, 'approve', [item])).toMatchObject({ code: 'ERR_PASSKEY_NONE' })
  await addPasskey(visit, 'Ở nhà')
  const { allowCredentials } = await askChallenge(visit.page, 'approve', [item])
  expect(allowCredentials).toHaveLength(1)
  await visit.close()

  const byAddress = await visitAs(DIRECTOR, '127.0.0.1')
  await byAddress.page.getByText('Khóa đăng nhập cần một tên miền').waitFor()
  expect(await askChallenge(byAddress.page, 'approve', [item])).toMatchObject({ code: 'ERR_PASSKEY_HOST' })
  await byAddress.close()
})
