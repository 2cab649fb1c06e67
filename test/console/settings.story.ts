/** The page of settings in browsers: two admins at once, people and what they may see, a backup, the log. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganizationAnswer, ProfilesView, SettingsView } from '@congky/shared'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'

const PASSWORD = 'Canary-Password-console-settings-1'
const NEXT_PASSWORD = 'Canary-Password-console-settings-2'
const PASSPHRASE = 'Canary-Passphrase-bốn từ dễ nhớ'

let folder: string
let gateway: GatewayFixture
let browser: ConsoleBrowser
const visits: Visit[] = []

beforeAll(async () => {
  folder = makeFolder('console-settings')
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config: {} })
  for (const name of ['lan', 'minh']) await gateway.admin('POST', '/users', { name, role: 'admin', password: PASSWORD })
  browser = await ConsoleBrowser.start()
})
afterEach(async () => {
  for (const visit of visits.splice(0)) await visit.close()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  removeFolder(folder)
})

async function enter(name: string, path: string): Promise<Visit> {
  const visit = await browser.visit(`${gateway.url}/#${path}`)
  visits.push(visit)
  await visit.login(name, PASSWORD)
  return visit
}
const settings = async () => (await gateway.admin<SettingsView>('GET', '/settings')).settings

test('of two admins at once the second keeps what was typed, sees what the first set, and saves it then', async () => {
  const [lan, minh] = [await enter('lan', '/settings/limits'), await enter('minh', '/settings/limits')]
  const attempts = ({ page }: Visit) => page.getByLabel('Số lần thử ký (lần)')
  const save = ({ page }: Visit) =>
    page.getByRole('region', { name: 'Giới hạn' }).getByRole('button', { name: 'Lưu thay đổi' }).click()
  await attempts(minh).fill('9')

  // A dot between thousands is no decimal point.
  await attempts(lan).fill('7.000')
  await save(lan)
  await lan.page.getByText('Cần một số nguyên').waitFor()
  await attempts(lan).fill('0')
  await save(lan)
  await lan.page.getByText('phải từ 1 trở lên').waitFor()
  expect(await attempts(lan).getAttribute('aria-invalid')).toBe('true')
  await attempts(lan).fill('7')
  await save(lan)
  await lan.page.getByText('Đã lưu', { exact: true }).waitFor()

  await save(minh)
  await minh.page.getByText('Người khác vừa sửa cấu hình').waitFor()
  await minh.page.getByText('Người khác vừa đặt: 7 lần').waitFor()
  expect(await attempts(minh).inputValue()).toBe('9')
  expect((await settings()).limits.attemptsMax).toBe(7)
  await save(minh)
  await minh.page.getByText('Đã lưu', { exact: true }).waitFor()
  expect((await settings()).limits.attemptsMax).toBe(9)

  // One that waits for a restart says so, and one that deletes documents asks first.
  await minh.page.getByLabel('Hàng đợi của một token (chứng từ)').fill('99')
  await save(minh)
  await minh.page.getByText('Cần khởi động lại cổng ký', { exact: true }).waitFor()
  await minh.page.getByLabel('Giữ nội dung chứng từ (ngày)').fill('30')
  await minh.page.getByRole('region', { name: 'Lưu chứng từ' }).getByRole('button', { name: 'Lưu thay đổi' }).click()
  await minh.page.getByRole('dialog').getByText('không lấy lại được').waitFor()
  await minh.page.getByRole('button', { name: 'Không' }).click()
  expect((await settings()).retention.documentDays).toBe(3650)
})

test('the enterprise that runs the gateway is changed, and what is wrong with it is told at its field', async () => {
  const { page } = await enter('lan', '/settings')
  const save = page.getByRole('button', { name: 'Lưu', exact: true })
  await page.getByLabel('Mã số thuế (mã XNK)').fill('0101300843')
  await page.getByLabel('Tên doanh nghiệp').fill('Công ty Á Châu')
  await page.getByLabel('Điện thoại/Fax').fill('Tel: 0243 754 5222; Fax: 0243 754 5223')
  await save.click()
  await page.getByText('Sai chữ số kiểm tra').waitFor()
  await page.getByLabel('Mã số thuế (mã XNK)').fill('0101300842')
  await save.click()
  await page.getByText('Đã ghi cài đặt').waitFor()
  // Saved again with what the first answer said, not with what was loaded.
  await page.getByLabel('Người liên hệ', { exact: true }).fill('Nam Lê')
  await save.click()
  await eventually(async () => {
    const { organization } = await gateway.admin<OrganizationAnswer>('GET', '/organization')
    return organization?.contactName === 'Nam Lê' && organization.taxCode === '0101300842'
  })
  await page.getByRole('link', { name: 'Cổng ký', exact: true }).first().click()
  await page.getByText('Công ty Á Châu').waitFor()
})

test('letting PINs be typed in browsers is explained and asked for, with the keyboard alone', async () => {
  const { page } = await enter('lan', '/settings/connection')
  const pinEntry = page.getByRole('switch', { name: 'Cho nhập mã PIN từ trình duyệt' })
  await pinEntry.focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  const question = page.getByRole('dialog', { name: 'Cho nhập mã PIN từ trình duyệt?' })
  await question.getByText('có thể đọc mã PIN').waitFor()
  // The answer that changes nothing has the focus.
  await page.keyboard.press('Enter')
  await question.waitFor({ state: 'hidden' })
  expect((await settings()).console.pinEntry).toBe(false)
  await pinEntry.focus()
  await page.keyboard.press('Enter')
  await question.waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Đã lưu', { exact: true }).waitFor()
  expect((await settings()).console.pinEntry).toBe(true)
  await page.getByText('các máy đó phải an toàn').waitFor()
})

test('a user is added with a role, and sees what that role may see; the last admin stays', async () => {
  const { page } = await enter('lan', '/settings/users')
  await page.getByRole('button', { name: 'Thêm người dùng' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tên đăng nhập').fill('hoa')
  await dialog.getByLabel('Họ tên').fill('Phạm Thị Hoa')
  await dialog.getByLabel('Vai trò').selectOption({ label: 'Kiểm soát' })
  await dialog.getByLabel('Mật khẩu ban đầu').fill('matkhau12345')
  await dialog.getByRole('button', { name: 'Thêm' }).click()
  await dialog.getByText('dễ đoán nhất').waitFor()
  await dialog.getByLabel('Mật khẩu ban đầu').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Thêm' }).click()
  await dialog.waitFor({ state: 'hidden' })

  const hoa = await enter('hoa', '/settings/signing')
  await hoa.page.getByRole('switch', { name: 'Tự ký khi khởi động' }).waitFor()
  expect(await hoa.page.getByRole('switch', { name: 'Tự ký khi khởi động' }).isDisabled()).toBe(true)
  expect(await hoa.page.getByRole('button', { name: 'Lưu thay đổi' }).count()).toBe(0)
  expect(await hoa.page.getByRole('link', { name: 'Sao lưu' }).count()).toBe(0)
  await hoa.page.getByRole('link', { name: 'Người dùng' }).click()
  await hoa.page.getByText('Mỗi vai trò được làm gì').waitFor()
  expect(await hoa.page.getByRole('button', { name: 'Thêm người dùng' }).count()).toBe(0)

  // One's own password; every other session of the account ends.
  await hoa.go('/account')
  await hoa.page.getByLabel('Mật khẩu hiện tại').fill(NEXT_PASSWORD)
  for (const label of ['Mật khẩu mới', 'Nhập lại mật khẩu mới'])
    await hoa.page.getByLabel(label, { exact: true }).fill(NEXT_PASSWORD)
  await hoa.page.getByRole('button', { name: 'Đổi mật khẩu' }).click()
  await hoa.page.locator('.field-error, .toast.bad').first().waitFor()
  await hoa.page.getByLabel('Mật khẩu hiện tại').fill(PASSWORD)
  await hoa.page.getByRole('button', { name: 'Đổi mật khẩu' }).click()
  await hoa.page.getByText('Đã đổi mật khẩu').waitFor()

  // The role is changed while she looks: from her next call on she may no more.
  const open = async (name: string) => page.getByRole('row', { name }).getByRole('button').click()
  await open('Phạm Thị Hoa')
  await dialog.getByRole('heading', { name: 'Phiên đang mở' }).waitFor()
  await dialog.getByLabel('Vai trò').selectOption({ label: 'Người duyệt' })
  await page.getByRole('button', { name: 'Đổi vai trò' }).click()
  await page.getByRole('row', { name: /Phạm Thị Hoa.*Người duyệt/ }).waitFor()
  await hoa.page.reload()
  await hoa.page.getByText('Người duyệt').first().waitFor()
  expect(await hoa.page.getByRole('link', { name: 'Cài đặt' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Ngừng tài khoản' }).click()
  await page
    .getByRole('dialog', { name: /Ngừng tài khoản/ })
    .getByRole('button', { name: 'Ngừng tài khoản' })
    .click()
  await hoa.page.getByLabel('Tên tài khoản').waitFor()
  await dialog.getByRole('button', { name: 'Đóng' }).last().click()

  await gateway.admin('POST', '/users/minh/disable')
  await open('lan')
  await page.getByRole('button', { name: 'Ngừng tài khoản' }).click()
  await page
    .getByRole('dialog', { name: /Ngừng tài khoản/ })
    .getByRole('button', { name: 'Ngừng tài khoản' })
    .click()
  await page.getByText('là quản trị viên cuối cùng').waitFor()
  await gateway.admin('POST', '/users/minh/enable')
})

test('a profile of each kind is made, told wrong at its field, and one of them is the default', async () => {
  const { page } = await enter('lan', '/settings/profiles')
  await page.getByText('Chưa có văn bản nào nói rõ ký trên byte nào').waitFor()
  const dialog = page.getByRole('dialog')
  const save = async (name: string) => {
    await dialog.getByRole('button', { name: 'Lưu mẫu ký' }).click()
    await page.getByRole('region', { name }).or(page.getByRole('heading', { name })).first().waitFor()
  }
  const begin = async (name: string, kind: string) => {
    await page.getByRole('button', { name: 'Tạo mẫu ký' }).click()
    await dialog.getByLabel('Tên mẫu ký').fill(name)
    await dialog.getByLabel('Loại chữ ký').selectOption(kind)
  }
  await begin('cang', 'kdt')
  await dialog.getByLabel('Phần tử được ký').fill('Envelope')
  await dialog.getByRole('button', { name: 'Lưu mẫu ký' }).click()
  await dialog.getByText('đường dẫn bắt đầu từ gốc').first().waitFor()
  await dialog.getByLabel('Phần tử được ký').fill('/Envelope/Body/Content')
  await dialog.getByLabel('Ký trên').selectOption('content-decoded')
  await save('cang')
  await begin('phieu', 'xmldsig')
  await dialog.getByLabel('Phần được ký').selectOption('path')
  await dialog.getByLabel('Đường dẫn').fill('/Phieu/NoiDung')
  await save('phieu')
  await begin('co-dien-tu', 'edifact')
  await dialog.getByLabel('Phạm vi chữ ký').selectOption('header-and-body')
  await save('co-dien-tu')
  await begin('co-autack', 'autack')
  await dialog.getByLabel('Thông điệp AUTACK').selectOption('inside')
  await save('co-autack')
  const own = async () =>
    (await gateway.admin<ProfilesView>('GET', '/profiles')).profiles.filter((each) => !each.builtIn)
  expect((await own()).map(({ name, options }) => [name, options.kind])).toEqual([
    ['cang', 'kdt'],
    ['phieu', 'xmldsig'],
    ['co-dien-tu', 'edifact'],
    ['co-autack', 'autack'],
  ])
  expect((await own()).slice(2).map(({ options }) => options)).toMatchObject([
    { level: 'interchange', scope: 'header-and-body', digest: 'auto' },
    { placed: 'inside', certificate: 'enclosed' },
  ])
  expect((await own())[0]?.options).toMatchObject({ octets: 'content-decoded', signs: '/Envelope/Body/Content' })
  await page.getByRole('button', { name: 'Đặt làm mặc định' }).first().click()
  await page.getByText('Đã đặt làm mẫu mặc định').waitFor()
  expect((await own())[0]).toMatchObject({ name: 'cang', isDefault: true })
})

test('a backup is made for a passphrase typed twice, and taken', async () => {
  const { page } = await enter('lan', '/settings/backup')
  await page.getByText('Chưa sao lưu lần nào').waitFor()
  await page.getByLabel('Mật khẩu sao lưu').fill(PASSPHRASE)
  await page.getByLabel('Nhập lại').fill(`${PASSPHRASE}x`)
  await page.getByRole('button', { name: 'Tạo bản sao lưu' }).click()
  await page.getByText('Hai lần nhập không giống nhau').waitFor()
  await page.getByLabel('Nhập lại').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Tạo bản sao lưu' }).click()
  const link = page.getByRole('link', { name: 'Tải về' })
  await link.waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toMatch(/^congky-.*\.backup$/)
  const file = join(folder, 'taken.backup')
  await download.saveAs(file)
  expect(readFileSync(file, 'latin1').slice(0, 26)).toBe('{"format":"congky-backup",')
  await page.getByText('Đã tải bản sao lưu').waitFor()
  await page.getByText('Sao lưu gần nhất').waitFor()
})

test('the log is followed and filtered, and the health check says what to do', async () => {
  const { page } = await enter('lan', '/settings/log')
  const lines = page.locator('.log li')
  await lines.filter({ hasText: 'gateway is running' }).waitFor()
  await page.getByLabel('Tìm').fill('taken over')
  await eventually(async () => (await lines.allTextContents()).every((text) => text.includes('taken over')))
  await page.getByRole('link', { name: 'Thông tin' }).click()
  await page.getByRole('button', { name: 'Kiểm tra ngay' }).click()
  await page.getByText('Cổng ký đang chạy').waitFor()
})
