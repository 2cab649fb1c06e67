import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { customsKinds } from '@congky/documents'
import { afterAll, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import type { CliIo } from '../cli.ts'
import { runCommand } from '../run-command.ts'

const folder = makeFolder('customs-commands')
afterAll(() => removeFolder(folder))

async function customs(args: readonly string[], input = '', language = 'vi') {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  const io = { stdin, stdout, stderr, env: { CONGKY_LANG: language } } as unknown as CliIo
  const code = await runCommand(['customs', ...args], io)
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') }
}
const sample = async (code: string) => (await customs(['sample', code])).out

test('the list has every message, its title and its table', async () => {
  const { code, out } = await customs(['list'])
  expect([code, out.trim().split('\n').length]).toEqual([0, 1 + customsKinds.length])
  expect(out).toMatch(/02-02 +Sửa: Danh sách hàng vào kho +hải quan +II\.2\.5/)
  expect(JSON.parse((await customs(['list', '--json'])).out)).toHaveLength(customsKinds.length)
})

test.each(customsKinds.map(({ code }) => code))(
  '%s: its sample is valid, and its data builds it again',
  async (kind) => {
    const xml = await sample(kind)
    const checked = await customs(['validate', '-'], xml)
    expect([checked.code, checked.out.split('\n').length]).toEqual([0, 2])
    expect(checked.out).toContain(`Hợp lệ: ${kind} `)
    const data = (await customs(['sample', kind, '--json'])).out
    expect(await customs(['build', '-'], data)).toMatchObject({ code: 0, out: xml })
    const shown = await customs(['show', '-'], xml)
    expect([shown.code, shown.out.split('\n')[0]]).toEqual([
      0,
      expect.stringContaining(`Thông điệp hải quan ${kind}: `),
    ])
  },
)

describe('a message with errors', () => {
  const broken = async () =>
    (await sample('02-01'))
      .replace(/<GoodsIdentity>.*<\/GoodsIdentity>/, '<GoodsIdentity></GoodsIdentity>')
      .replace('<GoodsType>1<', '<GoodsType>3<')

  test('names each element, its rule and its table, all at once, and ends with 1', async () => {
    const { code, out } = await customs(['validate', '-'], await broken())
    expect(code).toBe(1)
    expect(out).toContain('Không hợp lệ: 02-01 Danh sách hàng vào kho')
    expect(out).toMatch(/Số định danh hàng hóa – GoodsIdentity: .*\n.*\/GoodsIdentity \(empty, bảng II\.2\.4\)/)
    expect(out).toMatch(/GoodsType: .*\n.*\(code-unknown, bảng II\.2\.4\)/)
    expect((await customs(['validate', '-'], await broken(), 'en')).out).toContain('(empty, table II.2.4)')
  })

  test('tells programs the same as JSON', async () => {
    const { code, out } = await customs(['validate', '-', '--json'], await broken())
    const { valid, kind, findings } = JSON.parse(out)
    expect([code, valid, kind.code]).toEqual([1, false, '02-01'])
    expect(findings).toContainEqual(
      expect.objectContaining({ element: 'GoodsIdentity', rule: 'empty', table: 'II.2.4' }),
    )
  })

  test('is not signed: no gateway is even asked', async () => {
    const { code, out } = await customs(['sign', '-', '--out', join(folder, 'never.xml')], await broken())
    expect([code, out]).toEqual([1, expect.stringContaining('GoodsIdentity')])
  })
})

test('a CIMP text that contradicts its message is found inside its base64', async () => {
  const xml = (await sample('02-01')).replace('<GoodsType>1<', '<GoodsType>2<').replace('NKVK', 'XKVK')
  const { code, out } = await customs(['validate', '-'], xml)
  expect(code).toBe(1)
  expect(out).toContain('Thông điệp 02-01 về hàng xuất khẩu dùng FZE/FOH (bảng II.2.4)')
})

test('what is shown has codes with their meaning, and nothing that a terminal would obey', async () => {
  const shown = await customs(['show', '-'], await sample('13-11'))
  expect(shown.out).toMatch(/Trạng thái tờ khai +TQ – Thông quan/)
  const hostile = (await sample('13-11')).replace('<Remarks>', '<Remarks>\u009b31m')
  expect((await customs(['show', '-'], hostile)).out).not.toContain('\u009b')
})

test.each([
  ['an unknown kind', ['sample', '99-99'], 2, 'congky customs list'],
  ['an unknown kind of schema', ['xsd', '__proto__'], 2, 'congky customs list'],
  ['a file that is not there', ['validate', join(folder, 'none.xml')], 1, 'tệp không tồn tại'],
  ['no message', ['validate', '-'], 1, 'Chứng từ rỗng'],
  ['standard input without a place for the result', ['sign', '-'], 2, '--out'],
])('%s is refused with what to do', async (_, args, code, words) => {
  expect(await customs(args)).toMatchObject({ code, err: expect.stringContaining(words) })
})

test.each([
  ['no JSON', '{', 'JSON'],
  ['a list', '[]', 'record'],
  ['numbers instead of texts', '{"fields":{"No":1}}', 'fields.No'],
  ['items that are no list', '{"items":{}}', 'items'],
])('data that is %s is refused by name', async (_, data, name) => {
  const { code, err } = await customs(['build', '-'], data)
  expect([code, err]).toEqual([1, expect.stringContaining(name)])
})

test('bytes that are no characters are refused', async () => {
  const file = join(folder, 'latin1.xml')
  writeFileSync(file, Buffer.from('<Envelope>\xe9</Envelope>', 'latin1'))
  expect(await customs(['validate', file])).toMatchObject({ code: 1, err: expect.stringContaining('UTF-8') })
})

test('a message without a signature does not verify', async () => {
  const { code, out } = await customs(['verify', '-', '--json'], await sample('03-01'))
  expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ valid: true, coversContent: false })])
})
