/** An admin adds a database by clicks alone, and its rows come back signed. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { DeclarantsDatabase } from '../support/declarants-database.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { AGENT, createOffice, PIN } from '../support/office.ts'
import { WebVisitor } from '../support/web-visitor.ts'

const PASSWORD = 'Canary-Password-console-nguồn-5'
const TABLE = 'congky_request'

let folder: string
let gateway: GatewayFixture
let database: DeclarantsDatabase
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-sources')
  const [office, started] = await Promise.all([createOffice(folder), DeclarantsDatabase.start('PostgreSQL', folder)])
  database = started
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: office.config,
    env: office.softHsm.env,
  })
  await gateway.unlock(AGENT.token, PIN)
  for (const name of ['lan', 'minh']) await gateway.admin('POST', '/users', { name, role: 'admin', password: PASSWORD })
  await gateway.admin('POST', '/users', { name: 'hoa', role: 'auditor', password: PASSWORD })
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  await database?.close()
  removeFolder(folder)
})

async function openSources(name = 'lan'): Promise<Visit> {
  const visit = await browser.visit(`${gateway.url}/#/sources`)
  await visit.login(name, PASSWORD)
  await visit.page.getByRole('heading', { level: 1, name: 'Cơ sở dữ liệu' }).waitFor()
  return visit
}

test('a database is tried, its table made and looked at, saved, and its rows are drained', async () => {
  const visit = await openSources()
  const { page } = visit
  const click = (name: string) => page.getByRole('button', { name, exact: true }).click()
  await page.getByText('Chưa có cơ sở dữ liệu nào').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await page.getByRole('link', { name: 'Thêm cơ sở dữ liệu' }).click()

  await page.getByLabel('Ứng dụng').fill('ECUS5VNACCS')
  await page.getByLabel('Loại cơ sở dữ liệu').selectOption('PostgreSQL')
  await page.getByLabel('Máy chủ', { exact: true }).fill('127.0.0.1')
  await page.getByLabel('Cổng', { exact: true }).fill('x')
  await click('Kiểm tra kết nối')
  await page.getByText('Cần một số nguyên.').waitFor()
  await page.getByLabel('Cổng', { exact: true }).fill(String(database.proxy.port))
  await page.getByLabel('Tên CSDL').fill('khai_bao')
  await page.getByLabel('Tài khoản CSDL').fill('congky')
  await page.getByLabel('Mật khẩu CSDL').fill('Canary-Password-sai')
  await click('Kiểm tra kết nối')
  const steps = page.getByRole('list', { name: 'Kết quả kiểm tra' })
  await steps.getByText(/mật khẩu/).waitFor()
  await steps.getByText('không đạt').waitFor()
  await page.getByLabel('Mật khẩu CSDL').fill(database.server.password)
  await click('Kiểm tra kết nối')
  await steps.getByText('cơ sở dữ liệu trả lời').waitFor()

  await click('Tạo bảng chuẩn')
  await click('Tạo bảng')
  await page.getByText('Bảng chưa có dòng nào.').waitFor()
  const document = '<ToKhai><So>1</So><Hàng>Cá tra phi lê</Hàng></ToKhai>'
  await database.insert(TABLE, [{ taxCode: AGENT.taxCode, document }])
  await click('Xem lại')
  const rows = page.getByRole('table', { name: 'Một số dòng của bảng' })
  await rows.getByText('Cá tra phi lê').waitFor()
  await rows.getByText('Chờ ký').waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  // Trying out and looking is all that happened so far.
  expect(await database.count(TABLE, 0)).toBe(1)

  const certificates = page.getByLabel('Chữ ký số mặc định')
  const own = await certificates.locator('option', { hasText: AGENT.name }).getAttribute('value')
  await certificates.selectOption(own)
  await click('Lưu')
  await page.getByText('Đã ghi và áp dụng').waitFor()
  const list = page.getByRole('table', { name: 'Các cơ sở dữ liệu' })
  await list.getByText('Kết nối thành công').waitFor()
  await list.getByText('Mật khẩu đã đặt').waitFor()
  expect(await page.content()).not.toContain(database.server.password)
  await eventually(async () => (await database.count(TABLE, 2)) === 1)
  expect(await visit.accessibilityFaults()).toEqual([])
  await visit.close()
})

test('somebody else who edits meanwhile is told of, and both changes are kept', async () => {
  const visit = await openSources()
  const { page } = visit
  await page.getByRole('link', { name: 'ECUS5VNACCS' }).click()
  await page.getByLabel('Ứng dụng').fill('ECUS Hải Phòng')
  const minh = new WebVisitor(gateway.url, '127.0.0.2')
  await minh.login('minh', PASSWORD)
  const { revision, sources } = (await minh.call('GET', '/admin/sources')).body
  const headers = { 'if-match': revision }
  const path = `/admin/sources/${sources[0].name}`
  await minh.call('PATCH', path, { headers, body: { source: { defaultCertificate: null } } })

  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText('Người khác vừa sửa cấu hình').waitFor()
  await page.getByRole('button', { name: 'Tải lại, giữ nội dung tôi nhập' }).click()
  expect(await page.getByLabel('Ứng dụng').inputValue()).toBe('ECUS Hải Phòng')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByRole('link', { name: 'ECUS Hải Phòng' }).waitFor()
  const [now] = (await minh.call('GET', '/admin/sources')).body.sources
  expect(now).toMatchObject({ application: 'ECUS Hải Phòng', defaultCertificate: null })
  await visit.close()
})

test('how new rows are noticed is edited and told, and a pooler that swallows notifications too', async () => {
  const visit = await openSources()
  const { page } = visit
  const list = page.getByRole('table', { name: 'Các cơ sở dữ liệu' })
  const edit = () => page.getByRole('link', { name: 'ECUS Hải Phòng' }).click()
  const save = () => page.getByRole('button', { name: 'Lưu', exact: true }).click()
  const listen = page.getByRole('switch', { name: /Lắng nghe PostgreSQL/ })
  await list.getByText(/Đang lắng nghe; ngoài ra kiểm tra dòng mới mỗi/).waitFor()
  await edit()
  expect(await listen.isChecked()).toBe(true)
  await listen.click()
  await page.getByLabel('Kiểm tra dòng mới mỗi').fill('20')
  await save()
  await page.getByText('Chưa ghi: có ô cần sửa').waitFor()
  await page.getByLabel('Kiểm tra dòng mới mỗi').fill('7500')
  await save()
  await list.getByText('Kiểm tra dòng mới mỗi 7,5 giây').waitFor()

  database.proxy.swallowNotifications()
  await edit()
  await page.getByLabel('Kiểm tra dòng mới mỗi').fill('')
  await listen.click()
  await page.getByRole('button', { name: 'Kiểm tra kết nối' }).click()
  const steps = page.getByRole('list', { name: 'Kết quả kiểm tra' })
  await steps.getByText(/PgBouncer ở chế độ transaction/).waitFor()
  expect(await visit.accessibilityFaults()).toEqual([])
  await save()
  await list.getByText(/Không nghe được thông báo, thường do trình gom kết nối/).waitFor()
  const { sources } = await gateway.json<{ sources: { noticing: unknown }[] }>(['status'])
  expect(sources).toMatchObject([{ noticing: { listening: 'deaf', pollMs: 1_000 } }])
  database.proxy.up()
  await visit.close()
})

test('it is locked and removed after saying what happens, and an auditor may only look', async () => {
  const auditor = await openSources('hoa')
  const own = auditor.page.getByRole('table', { name: 'Các cơ sở dữ liệu' })
  await own.getByText('ECUS Hải Phòng').waitFor()
  expect(await own.getByRole('switch').isDisabled()).toBe(true)
  expect(await auditor.page.getByRole('button', { name: /Xóa/ }).count()).toBe(0)
  await auditor.close()

  const visit = await openSources()
  const { page } = visit
  await page.getByRole('switch').click()
  await page.getByText('Chứng từ đã nhận vẫn được ký và trả kết quả.').waitFor()
  await page.getByRole('button', { name: 'Khóa', exact: true }).click()
  await page.getByRole('table').getByText('Đã khóa').first().waitFor()
  await database.insert(TABLE, [{ taxCode: AGENT.taxCode, document: '<ToKhai><So>2</So></ToKhai>' }])
  await page.getByRole('button', { name: 'Xóa ECUS Hải Phòng' }).click()
  await page.getByText('quên mật khẩu đã đặt').waitFor()
  await page.getByRole('button', { name: 'Xóa', exact: true }).click()
  await page.getByText('Chưa có cơ sở dữ liệu nào').waitFor()
  expect(await database.count(TABLE, 0)).toBe(1)
  expect(await gateway.json(['secret', 'list'])).toEqual([])
  await visit.close()
})
