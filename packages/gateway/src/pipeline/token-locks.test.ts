import { CongkyError } from '@congky/shared'
import { expect, test } from 'vitest'
import { HOST_ACTOR } from '../domain/account.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { TokenStatus } from '../token/token.ts'
import { TokenLocks } from './token-locks.ts'

test('a token whose unlocking cannot be written down is locked again', async () => {
  const token = { name: 'giam-doc' } as TokenStatus
  let isOpen = false
  const tokens = {
    unlock: async () => {
      isOpen = true
      return token
    },
    lock: async () => {
      isOpen = false
      return token
    },
  }
  const history = { append: () => Promise.reject(new CongkyError('ERR_STORE_FULL')) }
  const locks = new TokenLocks(tokens, history as unknown as HistoryWriter)
  await expect(locks.unlock('giam-doc', Buffer.from('1234'), false, HOST_ACTOR)).rejects.toThrow('ERR_STORE_FULL')
  expect(isOpen).toBe(false)
})
