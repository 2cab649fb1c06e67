import { parseTaxCode } from '@congky/shared'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { HOST_ACTOR } from '../domain/account.ts'
import { openStore, type Store } from './store.ts'

const [ONE, TWO] = [parseTaxCode('0101300842'), parseTaxCode('0100109106')]

let folder: string
let store: Store
beforeEach(() => {
  folder = makeFolder('access-rows')
  store = openStore(folder)
})
afterEach(() => {
  vi.useRealTimers()
  store.close()
  removeFolder(folder)
})

async function pair() {
  const { secret } = await store.workstations.add('may-01', [ONE], HOST_ACTOR)
  return store.workstations.pair(secret, '127.0.0.1')
}

test('what frames ask for is read once, and anew after each change', async () => {
  const { workstations } = store
  const { workstation, accessKey, key } = await pair()
  const before = workstations.enterprisesOf(workstation.id)
  expect(workstations.enterprisesOf(workstation.id)).toBe(before)
  expect(workstations.keys.isValid(key.id)).toBe(true)
  await workstations.setEnterprises('may-01', [ONE, TWO], null, HOST_ACTOR)
  expect(workstations.enterprisesOf(workstation.id)).toEqual([ONE, TWO])
  await workstations.revoke('may-01', HOST_ACTOR)
  expect(workstations.enterprisesOf(workstation.id)).toEqual([])
  expect(workstations.keys.isValid(key.id)).toBe(false)
  expect(workstations.authenticate(accessKey)).toBe('ended')
})

test('a key that is kept in memory ends at its time all the same', async () => {
  const { key } = await pair()
  expect(store.workstations.keys.isValid(key.id)).toBe(true)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 401 * 86_400_000 })
  expect(store.workstations.keys.isValid(key.id)).toBe(false)
})
