import { CongkyError } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import { afterFailure, requestKey, toReason, waitsForToken } from './job.ts'

describe('what a failed attempt means', () => {
  test.each(['ERR_SOURCE_UNAVAILABLE', 'ERR_STORE_FULL', 'ERR_TOKEN_BUSY', 'ERR_STOPPING'] as const)(
    '%s comes back by itself, so it is waited for without spending attempts',
    (code) => {
      expect(afterFailure({ attempts: 99 }, new CongkyError(code), 5)).toMatchObject({ next: 'retry', change: {} })
    },
  )

  test('a lost lease ends the job, and nothing goes back to a row that is another gateway’s now', () => {
    const { next, change } = afterFailure({ attempts: 0 }, new CongkyError('ERR_LEASE_LOST'), 5)
    expect([next, change.state]).toEqual(['reject', 'rejected'])
    expect(change.deliveredAt).toBeInstanceOf(Date)
  })

  test('a request that can never succeed is rejected', () => {
    expect(afterFailure({ attempts: 0 }, new CongkyError('ERR_NO_CERTIFICATE'), 5)).toMatchObject({
      next: 'reject',
      change: { state: 'rejected', reason: { code: 'ERR_NO_CERTIFICATE' } },
    })
  })

  test('a refused PIN holds the job and spends no attempt', () => {
    const decision = afterFailure({ attempts: 2 }, new CongkyError('ERR_PIN_REFUSED', { token: 'T' }), 5)
    expect(decision).toEqual({
      next: 'hold',
      change: { state: 'held', reason: { code: 'ERR_PIN_REFUSED', details: { token: 'T' } } },
    })
  })

  test('a passing fault is tried again, later and later, and in the end a person looks', () => {
    const gone = new CongkyError('ERR_TOKEN_GONE')
    const delays = [0, 1, 2, 3].map((attempts) => afterFailure({ attempts }, gone, 5))
    expect(delays.map((decision) => (decision.next === 'retry' ? decision.delayMs : null))).toEqual([
      100, 200, 400, 800,
    ])
    expect(afterFailure({ attempts: 4 }, gone, 5)).toMatchObject({
      next: 'hold',
      change: { state: 'held', attempts: 5 },
    })
  })
})

describe('the name under which a request exists once', () => {
  const row = { source: 'kho', externalId: '7', workstationId: null, documentSha256: 'a' }
  const call = { source: 'http', externalId: '7', workstationId: 'w', documentSha256: 'a' }

  test('a row: its key with its document', () => {
    expect(requestKey(row)).not.toBe(requestKey({ ...row, documentSha256: 'b' }))
    expect(requestKey(row)).not.toBe(requestKey({ ...row, source: 'khac' }))
  })

  test('a call: the workstation’s key, whichever way it came and whatever it carries', () => {
    expect(requestKey(call)).toBe(requestKey({ ...call, source: 'websocket', documentSha256: 'b' }))
    expect(requestKey(call)).not.toBe(requestKey({ ...call, workstationId: 'v' }))
  })

  test('names cannot be glued together to look alike', () => {
    expect(requestKey({ ...row, source: 'a', externalId: 'b","c' })).not.toBe(
      requestKey({ ...row, source: 'a","b', externalId: 'c' }),
    )
  })
})

test('only what a token can cure waits for a token', () => {
  const held = (code: string) => ({ state: 'held', reason: toReason(code, null) }) as const
  expect(waitsForToken(held('ERR_TOKEN_LOCKED'))).toBe(true)
  expect(waitsForToken(held('ERR_CERTIFICATE_EXPIRED'))).toBe(false)
  expect(waitsForToken({ state: 'received', reason: null })).toBe(false)
})

test('a code of a newer version is shown as an internal error', () => {
  expect(toReason('ERR_OF_TOMORROW', '{}')).toEqual({ code: 'ERR_INTERNAL', details: {} })
})
