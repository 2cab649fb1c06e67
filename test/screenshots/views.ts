/** What is looked at: every page of the console, some of them in a state that a click or two leads to. */
import type { Page } from 'playwright-core'
import { customsEnvelope } from '../support/customs-envelopes.ts'
import { listWithBadLines } from '../support/enterprises.ts'
import { OWN_A, OWN_B } from '../support/office.ts'

export interface View {
  readonly name: string
  /** Behind the gateway's address. */
  readonly path: string
  /** Whether one has to be logged in. */
  readonly isInside: boolean
  /** Brings the page into the state to look at. */
  readonly prepare?: (page: Page) => Promise<unknown>
}

export const views: readonly View[] = [
  { name: 'login', path: '', isInside: false },
  { name: 'home', path: '#/', isInside: true },
  {
    ...{ name: 'home-bell', path: '#/', isInside: true },
    prepare: (page) => page.getByRole('button', { name: /^(Báo cho tôi|Alert me)$/ }).click(),
  },
  { name: 'sources', path: '#/sources', isInside: true },
  { name: 'source-new', path: '#/sources/new', isInside: true },
  {
    name: 'source-edit',
    path: '#/sources/ecus-ha-noi',
    isInside: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Kiểm tra kết nối|Test the connection)$/ }).click()
      await page.getByRole('list', { name: /^(Kết quả kiểm tra|Result of the test)$/ }).waitFor()
      await page.getByRole('button', { name: /^(Đọc các cột của bảng|Read the columns of the table)$/ }).click()
      await page.getByRole('table', { name: /^(Một số dòng của bảng|Some rows of the table)$/ }).waitFor()
    },
  },
  { name: 'source-postgres', path: '#/sources/ecus-hai-phong', isInside: true },
  { name: 'tokens', path: '#/tokens', isInside: true },
  {
    name: 'tokens-unlock',
    path: '#/tokens',
    isInside: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Mở khóa|Unlock)$/ }).click()
      await page.getByLabel(/^(Mã PIN|PIN)$/).waitFor()
    },
  },
  { name: 'settings-organization', path: '#/settings/organization', isInside: true },
  ...['signing', 'limits', 'connection', 'profiles', 'approvals', 'users', 'backup', 'about'].map((part) => ({
    ...{ name: `settings-${part}`, path: `#/settings/${part}`, isInside: true },
  })),
  {
    ...{ name: 'settings-log', path: '#/settings/log', isInside: true },
    prepare: (page) => page.locator('.log li').first().waitFor(),
  },
  {
    ...{ name: 'settings-profile', path: '#/settings/profiles', isInside: true },
    prepare: (page) => page.locator('.card .button').last().click(),
  },
  {
    ...{ name: 'settings-user', path: '#/settings/users', isInside: true },
    prepare: (page) =>
      page
        .getByRole('button', { name: 'Xem' })
        .or(page.getByRole('button', { name: 'Open' }))
        .last()
        .click(),
  },
  {
    ...{ name: 'settings-doctor', path: '#/settings/about', isInside: true },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Kiểm tra ngay|Check now)$/ }).click()
      await page.locator('.finding').first().waitFor()
    },
  },
  {
    ...{ name: 'history', path: '#/history', isInside: true },
    prepare: (page) => page.locator('.data-table tbody tr').first().waitFor(),
  },
  {
    ...{ name: 'history-held', path: '#/history?state=held', isInside: true },
    prepare: async (page) => {
      await page.locator('.data-table tbody a').first().click()
      await page.locator('.history-story').waitFor()
    },
  },
  {
    ...{ name: 'history-request', path: '#/history?state=signed', isInside: true },
    prepare: async (page) => {
      await page.locator('.data-table tbody a').first().click()
      await page.getByRole('button', { name: /^(Kiểm tra bằng chứng|Check the proof)$/ }).click()
      await page.locator('.history-checks').waitFor()
      await page.getByRole('row', { name: /^(USB token ký|signing in the token) .* ms$/ }).waitFor()
      await page.getByRole('button', { name: /^(Xem chứng từ|Read the document)$/ }).click()
      await page.locator('.document-raw').waitFor()
    },
  },
  // The certificates come first of all.
  ...(['signed', 'rejected'] as const).map((state) => ({
    ...{ name: `history-co-${state}`, path: `#/history?state=${state}`, isInside: true },
    prepare: async (page: Page) => {
      await page.locator('.data-table tbody a').last().click()
      await page.getByRole('button', { name: /^(Xem chứng từ|Read the document)$/ }).click()
      await page.locator('.document-raw').waitFor()
    },
  })),
  {
    ...{ name: 'history-records', path: '#/history/records', isInside: true },
    prepare: (page) => page.locator('.data-table tbody tr').first().waitFor(),
  },
  { name: 'customs', path: '#/customs', isInside: true },
  {
    ...{ name: 'customs-received', path: '#/customs/received', isInside: true },
    prepare: async (page) => {
      await page.locator('.data-table tbody a').first().click()
      await page.getByRole('button', { name: /^(Xem Thông điệp|Read Message)$/ }).click()
      await page.locator('.document-raw').waitFor()
    },
  },
  { name: 'customs-sent', path: '#/customs/sent', isInside: true },
  {
    ...{ name: 'customs-held', path: '#/customs/sent', isInside: true },
    prepare: async (page) => {
      await page.locator('.data-table tbody a').first().click()
      await page.getByRole('button', { name: /^(Gửi lại|Send again)$/ }).waitFor()
    },
  },
  { name: 'account', path: '#/account', isInside: true },
  { name: 'settings-notifications', path: '#/settings/notifications', isInside: true },
  {
    name: 'settings-notifications-filled',
    path: '#/settings/notifications',
    isInside: true,
    prepare: fillNotifications,
  },
  { name: 'settings-proxy', path: '#/settings/proxy', isInside: true, prepare: chooseProxy },
  { name: 'enterprises', path: '#/enterprises', isInside: true },
  {
    name: 'enterprises-add',
    path: '#/enterprises',
    isInside: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Thêm doanh nghiệp|Add an enterprise)$/ }).click()
      await page.getByLabel(/^(Mã số thuế|Tax code)$/).fill('0101300843')
    },
  },
  {
    name: 'enterprises-import',
    path: '#/enterprises',
    isInside: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Nhập CSV|Import CSV)$/ }).click()
      const { csv } = listWithBadLines()
      await page.locator('dialog input[type=file]').setInputFiles({
        ...{ name: 'khach-hang.csv', mimeType: 'text/csv' },
        buffer: Buffer.from(csv),
      })
      await page.locator('dialog table').first().waitFor()
    },
  },
  { name: 'workstations', path: '#/workstations', isInside: true },
  {
    name: 'workstation-code',
    path: '#/workstations',
    isInside: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Mã ghép nối mới cho|New pairing code for) ke-toan/ }).click()
      await page.getByRole('button', { name: /^(Tạo mã mới|Make a new code)$/ }).click()
      await page.locator('.qr-code').waitFor()
    },
  },
  {
    name: 'workstation-rights',
    path: '#/workstations',
    isInside: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Đổi quyền của|Change the rights of) ke-toan/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'declarant-pairing', path: 'workstation', isInside: false },
  {
    name: 'declarant',
    path: '#/workstations',
    isInside: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Thêm máy trạm|Add a workstation)$/ }).click()
      await page.getByLabel(/^(Tên máy|Name)$/).fill(`Máy chị Hoa ${Date.now() % 10_000}`)
      await page.getByRole('button', { name: /^(Tạo mã ghép nối|Make a pairing code)$/ }).click()
      await page.goto((await page.locator('.pairing code').first().textContent()) ?? '')
      await page.getByRole('button', { name: /^(Ghép nối|Pair)$/ }).click()
      await page.getByText(/đã kết nối|: connected/).waitFor()
      const file = (name: string, text: string) => ({ name, mimeType: 'text/xml', buffer: Buffer.from(text) })
      await page.getByLabel(/^(Mã số thuế của|Tax code of)/).fill(OWN_A.taxCode)
      await page
        .locator('input[type=file]')
        .setInputFiles([
          file('to-khai-xuat-khau-2026-11-23.xml', customsEnvelope({ taxCode: OWN_A.taxCode, enterprise: OWN_A.name })),
          file('hóa đơn bị hỏng.xml', '<ToKhai><So>'),
        ])
      await page.getByText(/Không ký được$|^Not signed$/).waitFor()
      await page.getByLabel(/^(Mã số thuế của|Tax code of)/).fill(OWN_B.taxCode)
      const waiting = customsEnvelope({ taxCode: OWN_B.taxCode, enterprise: OWN_B.name })
      await page.locator('input[type=file]').setInputFiles([file('tờ khai nhập khẩu.xml', waiting)])
      await page.getByText(/^(Chờ người xử lý|Waits for a person)$/).waitFor()
    },
  },
  // Last, since these stand outside the frame that all others share.
  ...['tokens', 'try', 'start'].map((step) => ({
    ...{ name: `setup-${step}`, path: `#/setup?step=${step}`, isInside: true },
    prepare: (page: Page) => page.locator('.setup h2').waitFor(),
  })),
]

/** What a director sees, who approves documents. */
export const approverViews: readonly View[] = [
  { name: 'approvals-home', path: '#/', isInside: true },
  { name: 'approvals-inbox', path: '#/approvals', isInside: true, prepare: (page) => inbox(page).first().waitFor() },
  {
    ...{ name: 'approvals-picked', path: '#/approvals', isInside: true },
    prepare: async (page) => {
      await pickAll(page)
      await page.locator('.approval-item.picked').last().waitFor()
    },
  },
  {
    ...{ name: 'approvals-many', path: '#/approvals', isInside: true },
    prepare: async (page) => {
      await pickAll(page)
      await page.getByRole('button', { name: /^(Duyệt|Approve) \d/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    ...{ name: 'approvals-reading', path: '#/approvals', isInside: true },
    prepare: async (page) => {
      await openCorrected(page)
      await page.getByRole('button', { name: /^(Xem nguyên văn|As it came)$/ }).click()
      await page.locator('.document-raw').waitFor()
    },
  },
  {
    ...{ name: 'approvals-approve', path: '#/approvals', isInside: true },
    prepare: async (page) => {
      await openCorrected(page)
      await page.getByRole('button', { name: /^(Duyệt|Approve)$/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    ...{ name: 'approvals-return', path: '#/approvals', isInside: true },
    prepare: async (page) => {
      await openCorrected(page)
      await page.getByRole('button', { name: /^(Trả lại|Return)$/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    ...{ name: 'approvals-returned', path: '#/approvals?view=decided', isInside: true },
    prepare: async (page) => {
      await inbox(page).first().click()
      await page.locator('.approval-step.bad').waitFor()
    },
  },
  {
    ...{ name: 'approvals-delegations', path: '#/approvals/delegations', isInside: true },
    prepare: (page) => page.locator('.delegation').first().waitFor(),
  },
  {
    ...{ name: 'approvals-delegate', path: '#/approvals/delegations', isInside: true },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Ủy quyền|Delegate)$/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
]

const inbox = (page: Page) => page.locator('.approval-item a')

async function pickAll(page: Page): Promise<void> {
  await inbox(page).first().waitFor()
  await page.getByRole('button', { name: /^(Chọn tất cả|Pick all)$/ }).click()
}

/** The newest of all is the version that was corrected. */
async function openCorrected(page: Page): Promise<void> {
  await inbox(page).first().waitFor()
  await inbox(page).last().click()
  await page.locator('.approval-changes').waitFor()
}

async function fillNotifications(page: Page): Promise<void> {
  await page.getByRole('switch').first().check()
  await page.getByRole('switch').last().check()
  await page.getByRole('button', { name: /^(Thêm webhook|Add a webhook)$/ }).click()
}

async function chooseProxy(page: Page): Promise<void> {
  await page.getByRole('radio').last().check()
}
