import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import type { CliIo } from './cli.ts'
import { runCommand } from './run-command.ts'

const folder = makeFolder('approval-policy')
afterAll(() => removeFolder(folder))
const config = join(folder, 'congky.yaml')
const document = join(folder, 'hoa-don.xml')
writeFileSync(
  config,
  `approval:
  rules:
    - name: nho
      exempt: true
      when:
        values:
          - path: /DLHDon/TToan
            is: ['1']
    - name: lon
      when:
        kinds: ['xml:HDon']
        values:
          - path: /DLHDon/TToan
            above: 100
      steps:
        - name: Giám đốc
          approvers: [minh, thao]
          need: all
  people:
    - accounts: [minh]
      workstations: [may-giam-doc]
`,
  { mode: 0o600 },
)

async function policy(total: string, args: readonly string[], language = 'vi') {
  writeFileSync(document, `<HDon><DLHDon><TToan>${total}</TToan></DLHDon></HDon>`)
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io = { stdin, stdout, stderr, env: { CONGKY_LANG: language } } as unknown as CliIo
  const code = await runCommand(['approvals', 'policy', document, '--config', config, ...args], io)
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') }
}

test('the rule that decides, with what each condition came to, and who may not approve', async () => {
  const { code, out, err } = await policy('500', ['--requester', 'may-giam-doc'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('/DLHDon/TToan (500): không phù hợp')
  expect(out).toContain('Cần duyệt theo lon')
  expect(out).toContain('1. Giám đốc: minh, thao (tất cả)')
  expect(out).toContain('minh là người trình nên không được duyệt')
})

test('a requester that nobody named is refused, and the command says how to name one', async () => {
  const { out } = await policy('500', [])
  expect(out).toMatch(/Bị từ chối: lon cần biết ai trình\.\n→ Thử với tên người trình: --requester <tên>/)
})

test('as data', async () => {
  const answer = async (total: string, ...args: string[]) => JSON.parse((await policy(total, ['--json', ...args])).out)
  expect(await answer('1', '--requester', 'lan')).toMatchObject({ needsApproval: false, rule: 'nho', plan: null })
  expect(await answer('50', '--requester', 'lan')).toMatchObject({ needsApproval: false, rule: null })
  const large = await answer('101', '--tax-code', '0101300842')
  expect(large).toMatchObject({ needsApproval: true, rule: 'lon', isAnonymous: true, barred: [] })
  expect(large.facts).toMatchObject({ taxCode: '0101300842', source: 'http', profile: 'xmldsig-enveloped' })
  // What cannot be told saves no approval, and asks for one.
  expect(await answer('nhiều', '--requester', 'lan')).toMatchObject({ needsApproval: true, rule: 'lon' })
})

test('what cannot be signed is refused as it is at intake', async () => {
  const { code, err } = await policy('1', ['--profile', 'tax-ihtkk'], 'en')
  expect(code).toBe(1)
  expect(err).toContain('ERR_PROFILE_MISMATCH')
})
