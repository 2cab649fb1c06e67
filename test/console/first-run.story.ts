/** The first run of a gateway in browsers, by clicks alone: from the address that the host shows to a signed document. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeWithXmlsec1 } from '../judges/index.ts'
import { searchFolder } from '../support/canary-search.ts'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { GatewayFixture } from '../support/gateway.ts'
import { AGENT, createOffice, type Office, PIN } from '../support/office.ts'

const PASSWORD = 'Canary-Password-first-run-browser-1'

let folder: string
let office: Office
let gateway: GatewayFixture
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-first-run')
  office = await createOffice(join(folder, 'office'))
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), env: office.softHsm.env, config: {} })
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

const press = (visit: Visit, name: string) => visit.page.getByRole('button', { name, exact: true }).click()
const title = (visit: Visit, name: string) => visit.page.getByRole('heading', { level: 2, name }).waitFor()

test('first run to first signed document', async () => {
  const { address } = await gateway.json<{ address: string }>(['setup'])
  const visit = await browser.visit(address)
  const { page } = visit
  const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value)

  await title(visit, 'Doanh nghiệp dùng cổng ký')
  expect(page.url()).not.toContain('code=')
  await fill('Mã số thuế (mã XNK)', '0101300843')
  await fill('Tên doanh nghiệp', AGENT.name)
  await press(visit, 'Tiếp tục')
  await page.getByText('Sai chữ số kiểm tra').waitFor()
  await fill('Mã số thuế (mã XNK)', AGENT.taxCode)
  await fill('Người liên hệ', 'Nam Lê')
  expect(await visit.accessibilityFaults()).toEqual([])
  await press(visit, 'Tiếp tục')

  await title(visit, 'Tài khoản quản trị')
  await fill('Tên đăng nhập', 'nam')
  await fill('Mật khẩu', 'password1234')
  await fill('Nhập lại mật khẩu', 'password1234')
  await press(visit, 'Tạo tài khoản')
  await page.getByText('là một trong những mật khẩu dễ đoán nhất').waitFor()
  await fill('Mật khẩu', PASSWORD)
  await fill('Nhập lại mật khẩu', PASSWORD)
  await page.getByLabel('Cho phép gõ mã PIN').check()
  expect(await visit.accessibilityFaults()).toEqual([])
  await press(visit, 'Tạo tài khoản')

  await title(visit, 'Chữ ký số')
  await press(visit, 'Tìm thư viện token')
  await page.getByLabel(`Tên gọi cho token ${AGENT.token}`).fill('Đại lý')
  expect(await visit.accessibilityFaults()).toEqual([])
  await press(visit, 'Dùng 3 token này')
  await press(visit, 'Tiếp tục')

  await title(visit, 'Mở khóa và ký thử')
  const agent = page.getByRole('region', { name: 'Đại lý' })
  await agent.getByRole('button', { name: 'Mở khóa' }).click()
  await page.getByLabel('Mã PIN').fill(PIN)
  await page.keyboard.press('Enter')
  await agent.getByText('Sẵn sàng').waitFor()
  await agent.getByRole('button', { name: 'Ký thử' }).click()
  await page.getByText('chữ ký đã kiểm tra đúng').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).last().click()
  await agent.getByRole('button', { name: 'Đặt làm mặc định' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Đặt làm mặc định' }).click()
  await agent.getByText('Mặc định', { exact: true }).waitFor()

  // Left in the middle, it is taken up where it was.
  await page.reload()
  await title(visit, 'Mở khóa và ký thử')
  await press(visit, 'Tiếp tục')
  await page.getByText('Mọi thứ đã sẵn sàng').waitFor()
  await press(visit, 'Bắt đầu ký tự động')
  await page.getByRole('heading', { level: 1, name: 'Cổng ký' }).waitFor()

  // A machine of the office: its page is opened by the link, paired, and given a document.
  await page.getByRole('link', { name: 'Máy trạm', exact: true }).click()
  await press(visit, 'Thêm máy trạm')
  await fill('Tên máy', 'Máy chị Hoa')
  await press(visit, 'Tạo mã ghép nối')
  const declarant = await browser.visit((await page.locator('.pairing code').first().textContent()) ?? '')
  await press(declarant, 'Ghép nối')
  await declarant.page.getByText('Máy chị Hoa: đã kết nối').waitFor()
  await page.getByText('Đã ghép nối').waitFor()
  await declarant.page.getByLabel('Mã số thuế của doanh nghiệp ký').fill(AGENT.taxCode)
  const buffer = Buffer.from('<ToKhai><So>1</So></ToKhai>')
  await declarant.page.locator('input[type=file]').setInputFiles([{ name: 'a.xml', mimeType: 'text/xml', buffer }])
  const row = declarant.page.getByRole('listitem').filter({ hasText: 'a.xml' })
  await row.getByText('Đã ký').waitFor()
  const [download] = await Promise.all([
    declarant.page.waitForEvent('download'),
    row.getByRole('button', { name: /^Tải/ }).click(),
  ])
  const trustedPem = office.authority.certificatePem
  expect(await judgeWithXmlsec1(readFileSync(await download.path()), { trustedPem })).toMatchObject({ accepted: true })
  await declarant.close()

  await visit.close()
  searchFolder(gateway.folder)
})

test('after it, the address of the first run leads to the door', async () => {
  const visit = await browser.visit(`${gateway.url}/#/setup?code=00000-00000-00000-00000-00000-0`)
  await visit.page.getByRole('button', { name: 'Đăng nhập' }).waitFor()
  await visit.close()
})
