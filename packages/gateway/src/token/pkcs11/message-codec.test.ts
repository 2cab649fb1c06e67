import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { FrameReader } from './frames.ts'
import { decodeAnswer, decodeCall, encodeAnswer, encodeCall } from './message-codec.ts'
import type { AnswerMessage, CallMessage } from './messages.ts'

function unframe(frame: Buffer): Buffer {
  const found: Buffer[] = []
  new FrameReader(1_000_000, (bytes) => found.push(bytes)).push(frame)
  const [only] = found
  if (!only || found.length > 1) throw new Error(`${found.length} frames`)
  return only
}

const thumbprint = 'a0'.repeat(32)
const calls: CallMessage[] = [
  { call: 'load', takes: { path: '/opt/thư viện/driver.so' } },
  { call: 'scan', takes: { leaveAlone: ['5E01', ''] } },
  { call: 'login', takes: { token: 7, pin: Buffer.from('Canary-PIN-mã số') } },
  { call: 'sign', takes: { token: 1, thumbprint, digestAlgorithm: 'sha256', digest: randomBytes(32), data: null } },
  {
    call: 'sign',
    takes: { token: 1, thumbprint, digestAlgorithm: 'sha1', digest: randomBytes(20), data: Buffer.of() },
  },
  {
    call: 'sign',
    takes: { token: 1, thumbprint, digestAlgorithm: 'sha256', digest: randomBytes(32), data: randomBytes(99_000) },
  },
  // Wrong, and it is the driver's side that says so.
  { call: 'sign', takes: { token: 1, thumbprint, digestAlgorithm: 'sha256', digest: randomBytes(20), data: null } },
]

test.each(calls.map((message) => [message.call, message] as const))(
  'a call to %s arrives as it was sent',
  (_, message) => {
    expect(decodeCall(unframe(encodeCall(message)))).toEqual(message)
  },
)

const answers: AnswerMessage[] = [
  { ok: true, gives: null },
  { ok: true, gives: { manufacturer: 'Viettel-CA', description: '', version: '2.6' } },
  { ok: true, gives: { value: randomBytes(512), signMs: 0.625 } },
  { ok: false, failure: { kind: 'ckr', code: 0x30, during: 'C_Sign' } },
]

test.each(answers.map((message) => [message] as const))('an answer arrives as it was given: %j', (message) => {
  expect(decodeAnswer(unframe(encodeAnswer(message)))).toEqual(message)
})

test('a certificate is named by its whole thumbprint or not at all', () => {
  const takes = { token: 1, digestAlgorithm: 'sha256', digest: randomBytes(32), data: null } as const
  for (const wrong of ['', 'a0', `${'a0'.repeat(31)}xy`]) {
    expect(() => encodeCall({ call: 'sign', takes: { ...takes, thumbprint: wrong } })).toThrow(RangeError)
  }
})
