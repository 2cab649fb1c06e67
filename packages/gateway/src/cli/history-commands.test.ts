import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import type { ApprovalRecord } from '../domain/history-record.ts'
import { openStore } from '../store/store.ts'
import type { CliIo } from './cli.ts'
import { runCommand } from './run-command.ts'

const folder = makeFolder('history-commands')
const config = join(folder, 'congky.yaml')

beforeAll(async () => {
  writeFileSync(config, 'stateDir: state\n', { mode: 0o600 })
  const store = openStore(join(folder, 'state'))
  const approval = { id: 'ap-1', rule: 'hoa-don-lon', policySha256: 'ab'.repeat(32), steps: 2 } as const
  const about = { kind: 'approval', jobId: 'job-1' } as const
  const record = (requester: string, more: Pick<ApprovalRecord, 'event'> & Partial<ApprovalRecord>, note?: string) =>
    store.history.append({
      ...{ ...about, requester, approval: { ...approval, ...more } },
      ...(note === undefined ? {} : { note }),
    })
  await record('lan', { event: 'asked' }, 'paused')
  await record('minh', { event: 'approved', step: 1, onBehalfOf: 'thao', proof: 'password' })
  await record('thao', { event: 'returned', step: 2, proof: 'passkey', reason: 'Sai số lượng' })
  await store.history.append({ kind: 'signed', jobId: 'job-1', times: { queue: 0.2, sign: 0.62 } })
  store.close()
})
afterAll(() => removeFolder(folder))

async function history(...args: readonly string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io = { stdin, stdout, stderr, env: { CONGKY_LANG: 'vi' } } as unknown as CliIo
  const code = await runCommand(['history', ...args, '--config', config], io)
  expect([code, String(stderr.read() ?? '')]).toEqual([0, ''])
  return String(stdout.read())
}

test('the list says what became of an approval, by whom and why', async () => {
  const [, , returned, approved, asked] = (await history('list')).split('\n')
  expect(returned).toMatch(/trả lại .* bước 2\/2 · thao · bằng passkey · lý do: Sai số lượng/)
  expect(approved).toMatch(/ duyệt .* bước 1\/2 · minh · thay thao · bằng mật khẩu/)
  expect(asked).toMatch(/trình duyệt .* theo quy tắc “hoa-don-lon” · lời nhắn: paused/)
})

test('a record shows every field of its approval, and the note of who asked as it was written', async () => {
  const [asked, approved, returned] = [
    await history('show', '1'),
    await history('show', '2'),
    await history('show', '3'),
  ]
  expect(asked).toMatch(/Việc +trình duyệt\n.*Ghi chú +paused\n/s)
  for (const said of [/Việc +duyệt\n/, /lượt duyệt +ap-1\n/, /Quy tắc duyệt +hoa-don-lon\n/, /SHA-256 (ab){32}\n/]) {
    expect(approved).toMatch(said)
  }
  expect(approved).toMatch(/Bước duyệt +1\/2\n.*Duyệt thay +thao\n.*Xác nhận +bằng mật khẩu\n/s)
  expect(returned).toMatch(/Lý do trả lại +Sai số lượng\n/)
})

test('a record of a signature says where the time went', async () => {
  expect(await history('show', '4')).toMatch(/Thời gian xử lý +chờ USB token 0\.2 ms · USB token ký 0\.62 ms\n/)
})

test('a spreadsheet has a column for each of these fields', async () => {
  const [titles, asked, approved, returned] = (await history('export', '--csv')).split('\r\n')
  expect(titles).toMatch(/,note,approval,approvalEvent,approvalRule,approvalStep,onBehalfOf,proof,reason$/)
  expect(asked).toMatch(/,paused,ap-1,asked,hoa-don-lon,,,,$/)
  expect(approved).toMatch(/,,ap-1,approved,hoa-don-lon,1,thao,password,$/)
  expect(returned).toMatch(/,,ap-1,returned,hoa-don-lon,2,,passkey,Sai số lượng$/)
})
