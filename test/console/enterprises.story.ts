/** The page of enterprises as people use it: a list from Excel with mistakes, a search, one certificate for many. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { asCsv, listWithBadLines, manyEnterprises } from '../support/enterprises.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { AGENT, CLIENT, createOffice, OWN_A, PIN } from '../support/office.ts'

const PASSWORD = 'Canary-Password-enterprises-1'
/** “Công ty Cổ phần Đồ gỗ Á Đông 400” */
const SOUGHT = manyEnterprises(500)[400]

let folder: string
let gateway: GatewayFixture
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-enterprises')
  const office = await createOffice(join(folder, 'office'))
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: office.config,
    env: office.softHsm.env,
  })
  for (const [name, role] of [
    ['lan', 'admin'],
    ['minh', 'auditor'],
  ]) {
    await gateway.admin('POST', '/users', { name, role, password: PASSWORD })
  }
  await gateway.unlock(AGENT.token, PIN)
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

async function open(name: string, language: 'vi' | 'en' = 'vi'): Promise<Visit> {
  const visit = await browser.visit(`${gateway.url}/#/enterprises`, { language })
  await visit.login(name, PASSWORD)
  await visit.page.getByRole('rowheader').first().waitFor()
  return visit
}
const written = () => readFileSync(gateway.configFile, 'utf8')
const chooseList = (page: Page, csv: string) =>
  page.locator('dialog input[type=file]').setInputFiles({
    ...{ name: 'khach-hang.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) },
  })

test('500 enterprises with seven bad lines: the report names each, and only then the good ones are taken', async () => {
  const { csv, badLines } = listWithBadLines()
  const visit = await open('lan')
  const { page } = visit
  const before = written()
  await page.getByRole('button', { name: 'Nhập CSV' }).click()
  await chooseList(page, csv)
  const bad = page.getByRole('table', { name: 'Các dòng sai' })
  await bad.waitFor()
  expect(await bad.getByRole('rowheader').allTextContents()).toEqual(badLines.map((line) => `Dòng ${line}`))
  await bad.getByText(/sai chữ số kiểm tra/).waitFor()
  expect(written()).toBe(before)
  expect(await visit.accessibilityFaults()).toEqual([])

  await page.getByRole('button', { name: 'Chỉ nhập 493 dòng đúng' }).click()
  await page.getByText('Đã thêm 493, sửa 0 doanh nghiệp').waitFor()
  await page.getByText('1–50 trên 496 doanh nghiệp').waitFor()

  // The list as it is now, searched without accents, a key at a time.
  await page.getByLabel('Tìm theo tên hoặc mã số thuế').pressSequentially(`a dong ${SOUGHT?.taxCode}`)
  await page.getByText('1–1 trên 1 doanh nghiệp').waitFor()
  await page.getByRole('rowheader', { name: SOUGHT?.name ?? '' }).waitFor()
  await visit.close()
})

test('a new enterprise: the check digit is told at every key, by keyboard alone', async () => {
  const visit = await open('lan')
  const { page } = visit
  await page.getByRole('button', { name: 'Thêm doanh nghiệp' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Mã số thuế', { exact: true }).waitFor()
  await page.keyboard.type('010686848')
  await page.getByText('Còn thiếu 1 chữ số').waitFor()
  await page.keyboard.type('5')
  await page.getByText('Số kiểm tra sai: chữ số thứ mười phải là 4').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await page.keyboard.press('Backspace')
  await page.keyboard.type('4')
  await page.getByText('Mã số thuế hợp lệ').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('Công ty Gõ Phím')
  await page.keyboard.press('Enter')
  await page.getByText('Đã thêm Công ty Gõ Phím').waitFor()
  await eventually(() => written().includes('0106868484'))
  // The same once more is refused where it was typed.
  await page.getByRole('button', { name: 'Thêm doanh nghiệp' }).click()
  await page.getByLabel('Mã số thuế', { exact: true }).fill('0106868484')
  await page.getByLabel('Tên doanh nghiệp').fill('Ai khác')
  await page.getByRole('button', { name: 'Thêm', exact: true }).click()
  await page.getByText(/0106868484 đã có trong cấu hình/).waitFor()
  await visit.close()
})

test('all that a search finds get a certificate; then the default goes to everybody after a question', async () => {
  const visit = await open('lan')
  const { page } = visit
  await page.getByLabel('Tìm theo tên hoặc mã số thuế').fill('binh dinh')
  await page.getByText(/^1–50 trên 1\d\d doanh nghiệp$/).waitFor()
  const total = /trên (\d+)/.exec((await page.getByText(/^1–50 trên/).textContent()) ?? '')?.[1]
  await page.getByLabel('Chọn cả trang này').check()
  await page.getByRole('button', { name: `Chọn cả ${total} kết quả` }).click()
  await page.getByRole('button', { name: 'Đặt chữ ký số' }).click()
  await page.getByRole('radio', { name: new RegExp(OWN_A.name) }).check()
  await page.getByRole('button', { name: `Đặt cho ${total} doanh nghiệp` }).click()
  await page.getByText(`Đã đổi chữ ký số của ${total} doanh nghiệp`).waitFor()
  await page.getByText(`Sai MST ${OWN_A.taxCode}: sẽ bị từ chối`).first().waitFor()

  await page.getByRole('button', { name: 'Chọn chữ ký số' }).click()
  const own = Number(total) + 2
  await page.getByLabel(new RegExp(`bỏ chữ ký số riêng của ${own} doanh nghiệp`)).check()
  await page.getByRole('button', { name: 'Đặt làm mặc định' }).click()
  await page.getByRole('button', { name: `Đổi ${own} doanh nghiệp` }).click()
  await page.getByText(`${own} doanh nghiệp thôi dùng riêng`).waitFor()
  expect(written().match(/certificate:/g)).toBe(null)
  await visit.close()
})

test('of two who edit at once the second is told and sees the newest; what was done first stays', async () => {
  const visit = await open('lan')
  const { page } = visit
  await page.getByRole('button', { name: `Sửa ${CLIENT.name}`, exact: true }).click()
  await page.getByLabel('Tên doanh nghiệp').fill('Tên của Lan')
  const set = await gateway.run(['enterprise', 'set', CLIENT.taxCode, '--name', 'Tên của Minh'])
  expect(set.code).toBe(0)
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText(/vừa bị người khác sửa/).waitFor()
  await page.getByText('Tên của Minh').first().waitFor()
  expect(written()).not.toContain('Tên của Lan')
  await visit.close()
})

test('an auditor looks and cannot change; axe finds nothing in either language', async () => {
  for (const language of ['vi', 'en'] as const) {
    const visit = await open('minh', language)
    expect(await visit.page.getByRole('button', { name: /CSV/ }).count()).toBe(1)
    expect(await visit.page.getByRole('button', { name: /Thêm|Add|Sửa|Edit/ }).count()).toBe(0)
    expect(await visit.accessibilityFaults()).toEqual([])
    await visit.close()
  }
})

test('a list that changes nothing says so', async () => {
  const visit = await open('lan')
  const { page } = visit
  await page.getByRole('button', { name: 'Nhập CSV' }).click()
  await chooseList(page, asCsv(manyEnterprises(3)))
  await page.getByRole('list', { name: 'Tóm tắt' }).waitFor()
  expect(await page.getByRole('button', { name: /^Nhập \d/ }).count()).toBe(0)
  await visit.close()
})
