/** Workstations whose documents have to be approved: over HTTP, with the library, the command and the page. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CongkyError, RequestProgress } from '@congky/client'
import type { SignRequestView } from '@congky/shared'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  ACCOUNTANT,
  addPeople,
  approvalRule,
  approveShown,
  DIRECTOR,
  loggedIn,
  returnShown,
  TWO_STEPS,
  withApproval,
} from './support/approval-office.ts'
import { ConsoleBrowser } from './support/console-browser.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { callHttp } from './support/http-call.ts'
import { AGENT, createOffice, OWN_A, PIN } from './support/office.ts'
import type { WebVisitor } from './support/web-visitor.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('approvals-workstations')
let gateway: GatewayFixture
let workstation: PairedWorkstation
let director: WebVisitor
let accountant: WebVisitor

beforeAll(async () => {
  const office = await createOffice(folder)
  const two = { name: 'hai-buoc', when: { taxCodes: [AGENT.taxCode] }, steps: TWO_STEPS }
  const config = { ...office.config, ...withApproval([two, approvalRule()]) }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await gateway.unlock(AGENT.token, PIN)
  await gateway.unlock(OWN_A.token, PIN)
  await addPeople(gateway, [DIRECTOR, ACCOUNTANT])
  director = await loggedIn(gateway, DIRECTOR)
  accountant = await loggedIn(gateway, ACCOUNTANT)
  workstation = await PairedWorkstation.pair(gateway, 'may-1', 'all')
})
afterEach(() => workstation.close())
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const toKhai = (text: string) => `<ToKhai><So>${text}</So><Hàng>Cà phê nhân</Hàng></ToKhai>`
const codeOf = (error: unknown) => (error as CongkyError).code

async function call(method: string, path: string, body?: object) {
  const { accessKey } = workstation.pairing
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const answer = await callHttp(gateway.url, method, `/sign-requests${path}`, { accessKey, ...json })
  return { status: answer.status, view: answer.json() as SignRequestView & { readonly code?: string } }
}
const submit = (document: string, more: object = {}) => call('POST', '', { document, taxCode: OWN_A.taxCode, ...more })

test('over HTTP a request shows who has to approve it, is withdrawn, and replaced by a newer version', async () => {
  const first = await submit(toKhai('một'), { note: 'Lô gấp' })
  expect(first).toMatchObject({ status: 202, view: { state: 'awaiting-approval' } })
  expect(first.view.approval).toMatchObject({ state: 'open', step: 1, steps: 1, stepName: 'Giám đốc' })
  const { body } = await director.call('GET', `/admin/approvals/${first.view.id}`)
  expect(body).toMatchObject({ note: 'Lô gấp', requester: 'may-1' })

  const second = await submit(toKhai('hai'), { replaces: first.view.id })
  expect((await call('GET', `/${first.view.id}`)).view).toMatchObject({
    state: 'rejected',
    error: { code: 'ERR_REPLACED' },
  })
  expect((await call('DELETE', `/${second.view.id}`)).view).toMatchObject({
    ...{ state: 'rejected', error: { code: 'ERR_CANCELLED' }, approval: { state: 'withdrawn' } },
  })
  expect(await approveShown(director, [second.view.id])).toMatchObject({
    body: { outcomes: [{ error: { code: 'ERR_APPROVAL_CLOSED' } }] },
  })

  const third = await submit(toKhai('ba'))
  await approveShown(director, [third.view.id])
  expect((await call('GET', `/${third.view.id}?wait=60`)).view).toMatchObject({
    state: 'signed',
    approval: { state: 'used' },
  })
  expect((await call('DELETE', `/${third.view.id}`)).view).toMatchObject({ state: 'signed' })
  expect((await submit(toKhai('bốn'), { replaces: third.view.id })).view.code ?? 'none').toBe('ERR_REPLACES_SIGNED')
})

test('nobody withdraws or replaces what another workstation asked for', async () => {
  const { view } = await submit(toKhai('của máy 1'))
  const other = await PairedWorkstation.pair(gateway, 'may-2', 'all')
  const connection = await other.connect()
  await expect(connection.withdraw(view.id)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  const replacing = connection.sign(toKhai('của máy 2'), { taxCode: OWN_A.taxCode, replaces: view.id })
  await expect(replacing).rejects.toMatchObject({ code: 'ERR_REPLACES_SIGNED' })
  expect((await call('GET', `/${view.id}`)).view.state).toBe('awaiting-approval')
  await call('DELETE', `/${view.id}`)
  await other.close()
})

test('the library tells each step, and ends with the signature or the reason of who gave it back', async () => {
  const connection = await workstation.connect()
  const told: RequestProgress[] = []
  const onState = (progress: RequestProgress) => told.push(progress)
  const signing = connection.sign(toKhai('hai bước'), { taxCode: AGENT.taxCode, note: 'Chi nhánh', onState })
  const step = (wanted: number) => eventually(() => told.find(({ approval }) => approval?.step === wanted))
  const { id } = await step(1)
  await approveShown(accountant, [id ?? ''])
  expect(await step(2)).toMatchObject({ state: 'awaiting-approval', approval: { steps: 2, stepName: 'Giám đốc' } })
  await approveShown(director, [id ?? ''])
  expect(await signing).toMatchObject({ id })

  const returned = connection.sign(toKhai('sai'), { taxCode: OWN_A.taxCode, onState }).catch((error: unknown) => error)
  const { id: wrong } = await eventually(() => told.find((one) => one.id !== null && one.id !== id && one.approval))
  await returnShown(director, [wrong ?? ''], 'Sai mã HS dòng 2')
  const error = await returned
  expect(codeOf(error)).toBe('ERR_APPROVAL_RETURNED')
  expect((error as CongkyError).text('vi').message).toContain(`${DIRECTOR.displayName} trả lại chứng từ: Sai mã HS`)

  const taken = connection.sign(toKhai('rút'), { taxCode: OWN_A.taxCode, onState }).catch((error: unknown) => error)
  const last = await eventually(() => told.find((one) => one.approval && one.id !== id && one.id !== wrong))
  expect(await connection.withdraw(last.id ?? '')).toBe('rejected')
  expect(codeOf(await taken)).toBe('ERR_CANCELLED')
})

test('the command leaves a file that waits to the gateway, withdraws it, and fetches it once it is signed', async () => {
  for (const name of ['a.xml', 'b.xml']) writeFileSync(join(workstation.folder, name), toKhai(name))
  const sign = (...args: string[]) => workstation.run(['sign', '--tax-code', OWN_A.taxCode, ...args])
  const left = await sign('a.xml', 'b.xml', '--no-wait', '--note', 'Cuối ngày', '--json')
  expect(left.code).toBe(0)
  const { waiting, files } = JSON.parse(left.stdout) as { waiting: number; files: { file: string; id: string }[] }
  expect(waiting).toBe(2)
  const idOf = (name: string) => files.find(({ file }) => file === name)?.id ?? expect.unreachable()
  const words = await sign('a.xml', '--no-wait')
  expect(words.stdout).toMatch(/a\.xml: waits for an approval, step 1 of 1 \(Giám đốc\), until .+ \[[\w-]+\]/)
  expect(words.stdout).toContain('Signed 0 of 1, failed 0, waiting for approval 1.')

  const withdrawn = await workstation.run(['withdraw', idOf('b.xml'), 'unknown'])
  expect(withdrawn.code).toBe(1)
  expect(withdrawn.stdout).toContain(`${idOf('b.xml')}: will not be signed`)
  await approveShown(director, [idOf('a.xml')])
  const fetched = await sign('a.xml')
  expect([fetched.code, fetched.stdout]).toEqual([0, expect.stringContaining('a.signed.xml')])
  const again = await workstation.run(['sign', '--replaces', idOf('b.xml'), 'a.xml', 'b.xml'])
  expect(again.code).toBe(2)
})

test('the page shows who has to approve, takes back, and submits a corrected version in its place', async () => {
  const { link } = await gateway.admin<{ link: string }>('POST', '/workstations', {
    name: 'may-web',
    enterprises: 'all',
  })
  const browser = await ConsoleBrowser.start()
  try {
    const visit = await browser.visit(link, { width: 390, height: 844 })
    const { page } = visit
    await page.getByRole('button', { name: 'Ghép nối' }).click()
    await page.getByText('may-web: đã kết nối').waitFor()
    await page.getByLabel('Mã số thuế của doanh nghiệp ký').fill(AGENT.taxCode)
    await page.getByText('Thêm tùy chọn').click()
    await page.getByLabel('Ghi chú cho người duyệt').fill('Khách cần trước 16 giờ')
    const file = (name: string, text: string) => ({ name, mimeType: 'text/xml', buffer: Buffer.from(toKhai(text)) })
    await page.locator('input[type=file]').setInputFiles([file('gốc.xml', 'gốc'), file('thôi.xml', 'thôi')])
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
    await row('gốc.xml').getByText('Bước duyệt 1/2: Kế toán trưởng. Hạn duyệt:').waitFor()
    expect(await visit.accessibilityFaults()).toEqual([])
    const inbox = async () => {
      const { body } = await accountant.call('GET', '/admin/approvals?view=mine')
      return body.approvals as { id: string; reference: string; note: string | null }[]
    }
    const found = (name: string) => eventually(async () => (await inbox()).find(({ reference }) => reference === name))
    expect(await found('gốc.xml')).toMatchObject({ note: 'Khách cần trước 16 giờ' })

    await page.getByRole('button', { name: 'Rút lại thôi.xml' }).click()
    await row('thôi.xml').getByText('Đã rút lại').waitFor()
    await returnShown(accountant, [(await found('gốc.xml')).id], 'Thiếu số hợp đồng')
    await row('gốc.xml').getByText('trả lại chứng từ: Thiếu số hợp đồng').waitFor()
    await page.getByRole('button', { name: 'Trình lại bản đã sửa của gốc.xml' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Ghi chú cho người duyệt').fill('Đã thêm số hợp đồng')
    expect(await visit.accessibilityFaults()).toEqual([])
    await dialog.locator('input[type=file]').setInputFiles([file('đã sửa.xml', 'đã sửa')])
    await row('đã sửa.xml').getByText('Chờ duyệt').waitFor()
    await row('gốc.xml').waitFor({ state: 'detached' })
    const newer = await found('đã sửa.xml')
    expect(newer).toMatchObject({ note: 'Đã thêm số hợp đồng' })
    await approveShown(accountant, [newer.id])
    await row('đã sửa.xml').getByText('Bước duyệt 2/2: Giám đốc').waitFor()
    await approveShown(director, [newer.id])
    await row('đã sửa.xml').getByText('Đã ký').waitFor()
  } finally {
    await browser.close()
  }
})
