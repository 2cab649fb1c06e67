import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { HOST_ACTOR } from '../domain/account.ts'
import { KeptReading } from './kept-reading.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = makeFolder('kept-reading')
  store = openStore(folder)
  await store.accounts.add({ name: 'mai', displayName: 'Mai', role: 'approver', passwordHash: 'scrypt$x' }, HOST_ACTOR)
})
afterEach(() => {
  store.close()
  removeFolder(folder)
})

test('who may approve is read once, and anew after each change', async () => {
  const { accounts, history } = store
  const before = accounts.known()
  await history.append({ kind: 'gateway', note: 'something else' })
  expect(accounts.known()).toBe(before)
  expect(before).toEqual([{ name: 'mai', displayName: 'Mai', mayApprove: true }])
  await accounts.setRole('mai', 'auditor', HOST_ACTOR)
  expect(accounts.known()).toMatchObject([{ mayApprove: false }])
  await accounts.setRole('mai', 'approver', HOST_ACTOR)
  await accounts.disable('mai', HOST_ACTOR)
  expect(accounts.known()).toMatchObject([{ mayApprove: false }])
})

test('what was lent is told anew once it was lent or taken back', async () => {
  const { delegations } = store
  const endsAt = new Date(Date.now() + 60_000)
  const { id } = await delegations.add({ from: 'mai', to: 'hung', startsAt: new Date(), endsAt }, HOST_ACTOR)
  expect(delegations.list()).toMatchObject([{ id, revokedAt: null }])
  await delegations.revoke(id, HOST_ACTOR)
  expect(delegations.list()[0]?.revokedAt).toBeInstanceOf(Date)
})

test('the next write of the same group sees a change, and nothing is kept of one that was undone with its group', async () => {
  let value = 1
  const failing = async <T>(change: () => T): Promise<T> => {
    change()
    expect(reading.now).toEqual({ value: 2 })
    value = 1
    throw new Error('the disk is full')
  }
  const reading = new KeptReading({ write: failing }, () => ({ value }))
  expect(reading.now).toEqual({ value: 1 })
  await expect(reading.write(() => (value = 2))).rejects.toThrow('full')
  expect(reading.now).toEqual({ value: 1 })
})
