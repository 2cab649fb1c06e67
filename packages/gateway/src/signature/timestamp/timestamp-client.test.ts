import { CongkyError } from '@congky/shared'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { judgeTimestampWithOpenssl } from '../../../../../test/judges/index.ts'
import { directConnections } from '../../../../../test/support/direct-connections.ts'
import { type Authority, createAuthority } from '../../../../../test/support/pki.ts'
import { TimestampAuthority } from '../../../../../test/support/timestamp-authority.ts'
import { timestampPost } from '../../timestamp-post.ts'
import { readTimestamp } from './read-timestamp.ts'
import { TimestampClient } from './timestamp-client.ts'

const stamped = Buffer.from('giá trị chữ ký')
const outgoing = directConnections()
let authority: Authority
let first: TimestampAuthority
let second: TimestampAuthority

beforeAll(async () => {
  authority = await createAuthority('Thử nghiệm CA')
  first = await TimestampAuthority.open(authority)
  second = await TimestampAuthority.open(authority, 'TSA dự phòng')
})
beforeEach(() => {
  first.fault = second.fault = null
  first.asked = second.asked = 0
})
afterAll(async () => {
  await outgoing.close()
  await Promise.all([first.close(), second.close()])
})

function client({ timeoutMs = 5_000, totalMs = 20_000, policy = null as string | null } = {}): TimestampClient {
  const authorities = () => [first, second].map(({ url }) => ({ url, policy, timeoutMs }))
  return new TimestampClient({ authorities, post: timestampPost(outgoing), totalMs })
}

test('a timestamp of the first authority is accepted by OpenSSL, and read', async () => {
  const token = await client({ policy: '1.3.6.1.4.1.13762.3' }).stamp(stamped)
  const verdict = await judgeTimestampWithOpenssl(token, stamped, { trustedPem: authority.certificatePem })
  expect(verdict).toEqual(expect.objectContaining({ accepted: true }))
  const timestamp = readTimestamp(token, stamped)
  expect(timestamp).toEqual(
    expect.objectContaining({ problems: [], certificate: expect.objectContaining({ commonName: 'TSA thử nghiệm' }) }),
  )
  expect(second.asked).toBe(0)
})

test.each(['fails', 'refuses', 'another-question', 'garbage', 'endless'] as const)(
  'when the first authority %s, the next one is asked',
  async (fault) => {
    first.fault = fault
    const { certificate } = readTimestamp(await client().stamp(stamped), stamped)
    expect([certificate?.commonName, first.asked, second.asked]).toEqual(['TSA dự phòng', 1, 1])
  },
)

test('an authority that hangs costs its own time, and all of them together no more than theirs', async () => {
  first.fault = second.fault = 'hangs'
  await expect(client({ timeoutMs: 1_000 }).stamp(stamped)).rejects.toThrow(
    expect.objectContaining({ code: 'ERR_TIMESTAMP_UNAVAILABLE', retryable: true }),
  )
  expect([first.asked, second.asked]).toEqual([1, 1])
  await expect(client({ totalMs: 1_000 }).stamp(stamped)).rejects.toThrow(CongkyError)
  expect([first.asked, second.asked]).toEqual([2, 1])
})

test('a timestamp under another policy than the one asked for is none', async () => {
  await expect(client({ policy: '1.2.3.4' }).stamp(stamped)).rejects.toThrow('refuses')
})

test('a timestamp for something else, or with a byte changed anywhere, proves nothing', async () => {
  const token = Buffer.from(await client().stamp(stamped))
  expect(readTimestamp(token, Buffer.from('x')).problems).toEqual(['it was made for something else'])
  const accepted: number[] = []
  for (let at = 0; at < token.length; at += 3) {
    const tampered = Buffer.from(token)
    tampered[at] = (tampered[at] ?? 0) ^ 0x01
    if (isProof(tampered)) accepted.push(at)
  }
  expect(accepted).toEqual([])
})

function isProof(token: Uint8Array): boolean {
  try {
    return readTimestamp(token, stamped).problems.length === 0
  } catch {
    return false
  }
}
