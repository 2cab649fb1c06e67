import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { sealEvidence, writeEvidence } from '../domain/evidence/evidence.ts'
import { signHead, toHeadKey } from '../domain/history-head.ts'
import { CHAIN_START, type HistoryEntry, sealRecord } from '../domain/history-record.ts'
import type { CliIo } from './cli.ts'
import { runCommand } from './run-command.ts'

const folder = makeFolder('proof-verify')
afterAll(() => removeFolder(folder))

const file = join(folder, 'bang-chung.json')
const about = { jobId: 'job-1', origin: '10.0.0.5', documentSha256: 'cd'.repeat(32) }
const approval = { id: 'ap-1', rule: 'lon', policySha256: 'ab'.repeat(32), steps: 1 } as const
const STORY: readonly HistoryEntry[] = [
  { kind: 'approval', ...about, requester: 'minh', approval: { ...approval, event: 'approved', proof: 'password' } },
  { kind: 'intent', ...about, requester: 'lan', approval: { ...approval, event: 'used' } },
]

test('what people did stands with their names in the language of who reads; what happened by itself names nobody', async () => {
  const key = toHeadKey(generateKeyPairSync('ed25519').privateKey)
  const madeAt = '2026-11-23T01:02:03.000Z'
  let { hash } = CHAIN_START
  const records = STORY.map((entry, index) => {
    const record = sealRecord(entry, index + 1, hash, new Date(madeAt))
    hash = record.hash
    return record
  })
  const head = signHead({ gateway: 'gw-1', seq: records.length, hash, at: madeAt }, key)
  writeFileSync(file, writeEvidence(sealEvidence({ gateway: 'gw-1', madeAt, requestId: 'job-1', records, head }, key)))

  const said = await verify('vi')
  expect(said).toMatch(/ duyệt: minh · bằng mật khẩu · 10\.0\.0\.5\n/)
  expect(said).toMatch(/ đưa nội dung đã duyệt vào ký\n/)
  expect(await verify('en')).toMatch(/ approved: minh · by password · 10\.0\.0\.5\n/)
})

async function verify(language: string): Promise<string> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io = { stdin, stdout, stderr, env: { CONGKY_LANG: language } } as unknown as CliIo
  expect(await runCommand(['proof', 'verify', file], io)).toBe(0)
  return String(stdout.read())
}
