/**
 * Duyệt trình ký on a phone: a director follows a link, reads what is to be signed, and approves or returns it. On the
 * real gateway, with rows of a declarants' database; each signature is made only after the yes.
 */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ACCOUNTANT,
  ADMIN,
  APPROVAL_PASSWORD,
  addPeople,
  approvalRule,
  DEPUTY,
  DIRECTOR,
  TWO_STEPS,
  withApproval,
} from '../support/approval-office.ts'
import { ConsoleBrowser, type Visit, type VisitOptions } from '../support/console-browser.ts'
import { customsEnvelope } from '../support/customs-envelopes.ts'
import { DeclarantsTable } from '../support/declarants-table.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { createOffice, OWN_A, PIN } from '../support/office.ts'
import { VirtualAuthenticator } from '../support/virtual-authenticator.ts'

const PHONE = { width: 390, height: 844 }
const HOA = 'Nguyễn Thị Hoa'
const SOURCE = 'ecus-ha-noi'
/** Passkeys need a host name; browsers lead every name below `localhost` to this machine (RFC 6761, 6.3). */
const NAME = 'ky.localhost'
const folder = makeFolder('console-approvals')
let table: DeclarantsTable
let gateway: GatewayFixture
let browser: ConsoleBrowser

beforeAll(async () => {
  const office = await createOffice(join(folder, 'office'))
  table = new DeclarantsTable(join(folder, 'khai-bao.db'))
  const rules = [
    approvalRule({ name: 'Hai bước', when: { requesters: ['Hai Bước'] }, steps: TWO_STEPS }),
    approvalRule({ name: 'Mọi chứng từ' }),
  ]
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: {
      ...office.config,
      ...withApproval(rules, [{ accounts: [DIRECTOR.name], requesters: ['giamdoc-pc'] }]),
      defaultProfile: 'customs-1543',
      console: { hosts: [NAME] },
      sources: [table.source(SOURCE)],
    },
    env: office.softHsm.env,
  })
  await addPeople(gateway)
  await gateway.json(['source', 'init-table', SOURCE])
  await gateway.unlock(OWN_A.token, PIN)
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

const declaration = (flight: string) =>
  customsEnvelope({ taxCode: OWN_A.taxCode, enterprise: OWN_A.name, type: '02', seed: 7, flight })

/** Submits a row. @returns Its id in the table. */
function submit(flight: string, requester = HOA): number {
  table.run(
    'INSERT INTO congky_request (tax_code, document, requester, state) VALUES (?, ?, ?, 0)',
    ...[OWN_A.taxCode, declaration(flight), requester],
  )
  return table.rows().at(-1)?.id ?? 0
}

const row = (id: number) => table.rows().find((one) => one.id === id)

/** The request that waits for a row. */
function requestOf(row: number): Promise<string> {
  return eventually(async () => {
    const { requests } = await gateway.admin<{
      requests: readonly { id: string; externalId: string; state: string }[]
    }>('GET', '/requests?state=awaiting-approval')
    return requests.find(({ externalId }) => externalId.split(/\D+/).includes(String(row)))?.id
  })
}

async function visit(path: string, { name } = DIRECTOR, options: VisitOptions = {}): Promise<Visit> {
  const visit = await browser.visit(`${gateway.url}/#${path}`, { ...PHONE, ...options })
  await visit.login(name, APPROVAL_PASSWORD)
  return visit
}

const bar = (page: Page) => page.getByRole('region', { name: 'Quyết định' })
const dialog = (page: Page) => page.getByRole('dialog')

async function prove(page: Page, action: string, password = APPROVAL_PASSWORD): Promise<void> {
  await dialog(page).getByLabel('Mật khẩu của bạn').fill(password)
  await dialog(page).getByRole('button', { name: action, exact: true }).click()
}

async function isFine(visit: Visit): Promise<void> {
  expect(await visit.accessibilityFaults()).toEqual([])
  expect(await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

test('a link leads past the login to the one document; it is read, and signed only after the password', async () => {
  const id = submit('VN254')
  const request = await requestOf(id)
  const shown = await visit(`/approvals/${request}`)
  const { page } = shown
  await page.getByRole('heading', { level: 1, name: 'Danh sách hàng vào kho' }).waitFor()
  await page.getByText(HOA).waitFor()
  await page.getByText(OWN_A.name).first().waitFor()
  await page.getByText('VN254', { exact: true }).first().waitFor()
  await isFine(shown)
  await page.getByRole('button', { name: 'Xem nguyên văn' }).click()
  await page.locator('.document-raw').getByText('VN254').waitFor()

  await bar(page).getByRole('button', { name: 'Duyệt' }).click()
  await isFine(shown)
  await prove(page, 'Duyệt', 'Canary-Password-not-mine')
  await dialog(page).getByText('Mật khẩu không đúng').waitFor()
  expect(row(id)?.state).not.toBe(2)
  await prove(page, 'Duyệt')
  await page.getByText('Đã duyệt, đã ký').waitFor()
  await eventually(() => row(id)?.signed_document)
  await shown.close()
})

test('a return says why; the corrected row shows what changed since, to the keyboard alone', async () => {
  const id = submit('QH206')
  const first = await requestOf(id)
  const shown = await visit('/approvals', DIRECTOR, { theme: 'dark' })
  const { page } = shown
  await page.getByRole('link', { name: 'Danh sách hàng vào kho' }).click()
  await page.getByText('Xem kỹ trước khi duyệt').waitFor()
  await bar(page).getByRole('button', { name: 'Trả lại' }).click()
  await isFine(shown)
  const give = dialog(page).getByRole('button', { name: 'Trả lại', exact: true })
  await dialog(page).getByLabel('Mật khẩu của bạn').fill(APPROVAL_PASSWORD)
  expect(await give.isDisabled()).toBe(true)
  await dialog(page).getByLabel('Lý do trả lại').fill('Sai số chuyến bay')
  await give.click()
  await page.getByText('Đã trả lại', { exact: true }).waitFor()
  await eventually(() => row(id)?.error_message?.includes('Sai số chuyến bay'))

  table.run('UPDATE congky_request SET document = ?, state = 0 WHERE id = ?', declaration('VJ838'), id)
  const second = await eventually(async () => {
    const waiting = await requestOf(id)
    return waiting === first ? null : waiting
  })
  await shown.go(`/approvals/${second}`)
  const changes = page.getByRole('region', { name: 'So với bản trước' })
  await changes.getByText(/Sai số chuyến bay/).waitFor()
  await changes
    .locator('del')
    .filter({ hasText: /^QH206$/ })
    .first()
    .waitFor()
  await changes
    .locator('ins')
    .filter({ hasText: /^VJ838$/ })
    .first()
    .waitFor()
  await isFine(shown)

  await bar(page).getByRole('button', { name: 'Duyệt' }).focus()
  await page.keyboard.press('Enter')
  await dialog(page).getByLabel('Mật khẩu của bạn').focus()
  await page.keyboard.type(APPROVAL_PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByText('Đã duyệt, đã ký').waitFor()
  expect(await eventually(() => row(id)?.signed_document)).toContain('VJ838')
  await shown.close()
})

test('several are approved with one password, and what waits is counted in the menu', async () => {
  const ids = [submit('CX766'), submit('KE361')]
  for (const id of ids) await requestOf(id)
  const shown = await visit('/approvals')
  const { page } = shown
  await page.getByRole('link', { name: 'Chờ bạn 2' }).waitFor()
  await page.getByRole('button', { name: 'Chọn tất cả' }).click()
  await isFine(shown)
  await bar(page).getByRole('button', { name: 'Duyệt 2 chứng từ' }).click()
  await prove(page, 'Duyệt')
  await page.getByText('Không có chứng từ nào chờ bạn duyệt').waitFor()
  await eventually(() => ids.every((id) => row(id)?.signed_document))
  await page.getByRole('link', { name: 'Đã xong' }).click()
  await page.getByText('Đã duyệt, đã ký').first().waitFor()
  await isFine(shown)
  await shown.close()
})

test('whoever asked cannot decide, and reads why; a second step goes to another person', async () => {
  const own = await requestOf(submit('SQ186', 'giamdoc-pc'))
  const two = await requestOf(submit('TK162', 'Hai Bước'))
  const shown = await visit(`/approvals/${own}`)
  await shown.page.getByText('Không ai được duyệt chứng từ do chính mình trình').waitFor()
  expect(await bar(shown.page).count()).toBe(0)

  const accountant = await visit(`/approvals/${two}`, ACCOUNTANT)
  await bar(accountant.page).getByRole('button', { name: 'Duyệt' }).click()
  await dialog(accountant.page).getByText('Đây là bước 1/2').waitFor()
  await prove(accountant.page, 'Duyệt')
  await accountant.page.getByText(`${ACCOUNTANT.displayName} duyệt`).waitFor()
  // Who approved may still give it back.
  expect(await bar(accountant.page).getByRole('button').allTextContents()).toEqual(['Trả lại'])
  await accountant.close()

  await shown.go(`/approvals/${two}`)
  await shown.page.getByText('Bước 2/2: Giám đốc').waitFor()
  await shown.close()
})

test('a right is lent for a time, used in the name of its owner, and taken back', async () => {
  const shown = await visit('/approvals/delegations')
  const { page } = shown
  await page.getByRole('button', { name: 'Ủy quyền' }).click()
  await dialog(page).getByLabel('Người duyệt thay bạn').selectOption(DEPUTY.name)
  await dialog(page).getByRole('button', { name: '1 tuần' }).click()
  await isFine(shown)
  await prove(page, 'Ủy quyền')
  await page.getByText(`${DEPUTY.displayName} duyệt thay bạn`).waitFor()
  await isFine(shown)

  const request = await requestOf(submit('VN254'))
  const deputy = await visit(`/approvals/${request}`, DEPUTY)
  await deputy.page.getByText(`Quyết định thay ${DIRECTOR.displayName}`).waitFor()
  await bar(deputy.page).getByRole('button', { name: 'Duyệt' }).click()
  await page.getByRole('button', { name: `Thu hồi ${DEPUTY.displayName}` }).click()
  await dialog(page).getByRole('button', { name: 'Thu hồi' }).click()
  await page.getByText('Đã thu hồi', { exact: true }).waitFor()

  // The deputy was about to: the gateway refuses, and says so.
  await prove(deputy.page, 'Duyệt')
  await dialog(deputy.page).getByText('Tài khoản này hiện không được quyết định chứng từ này').waitFor()
  await deputy.close()
  await shown.close()
})

test('with a passkey, a touch takes the place of the password', async () => {
  const shown = await browser.visit(`${gateway.url.replace('127.0.0.1', NAME)}/#/account`, PHONE)
  const { page } = shown
  await shown.login(DIRECTOR.name, APPROVAL_PASSWORD)
  await VirtualAuthenticator.plugIn(page)
  await page.getByLabel('Tên thiết bị').fill('Điện thoại')
  await page.getByLabel('Mật khẩu của bạn').fill(APPROVAL_PASSWORD)
  await page.getByRole('button', { name: 'Thêm khóa' }).click()
  await page.getByRole('rowheader', { name: 'Điện thoại' }).waitFor()

  const id = submit('VN254')
  await shown.go(`/approvals/${await requestOf(id)}`)
  await bar(page).getByRole('button', { name: 'Duyệt' }).click()
  const touch = dialog(page).getByRole('button', { name: 'Duyệt bằng passkey' })
  await touch.waitFor()
  await isFine(shown)
  await touch.click()
  await page.getByText('Đã duyệt, đã ký').waitFor()
  await page.getByText(/· passkey$/).waitFor()
  expect(await eventually(() => row(id)?.signed_document)).toContain('VN254')
  await shown.close()
})

test('an admin who approves nothing is told so, and reads the rules in words', async () => {
  const shown = await visit('/approvals', ADMIN, { language: 'en', width: 1280, height: 860 })
  await shown.page.getByText('Your role does not include this page').waitFor()
  await shown.go('/settings/approvals')
  await shown.page.getByText('Hai bước', { exact: true }).waitFor()
  await shown.page.getByText('Kế toán trưởng').first().waitFor()
  await isFine(shown)
  await shown.close()
})
