import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import type { Message, Remembered } from '../domain/notification.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = makeFolder('notification-store')
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  removeFolder(folder)
})

const reopen = () => {
  store.close()
  store = openStore(folder)
}
const row: Remembered = {
  ...{ key: 'token:a:absent', topic: 'tokens', level: 'warning', kind: 'state', stage: 0, vi: 'Tê', en: 'T' },
  ...{ firstSeenAt: 1, goneAt: null, toldAt: 2, times: 1, relapses: 0, isTold: true },
}
const message: Message = { id: 'm', at: '2026-11-23T00:00:00.000Z', kind: 'notice', items: [], more: 0 }

test('what was told and what waits is there again after a restart, in its order', async () => {
  expect(store.notifications.load()).toEqual({ memory: [], queue: [] })
  const queue = ['z', 'a'].map((channel) => ({ channel, message, createdAt: 5, attempts: 2 }))
  await store.notifications.save({ memory: [row], queue })
  reopen()
  expect(store.notifications.load()).toEqual({ memory: [row], queue })
  await store.notifications.save({ memory: [], queue: [] })
  expect(store.notifications.load()).toEqual({ memory: [], queue: [] })
})

test('a run that ended without being stopped is known to the next one', async () => {
  const { notifications } = store
  expect(await notifications.beginRun(new Date(1_000))).toBeNull()
  await notifications.endRun(new Date(2_000))
  reopen()
  expect(await store.notifications.beginRun(new Date(3_000))).toBeNull()
  reopen()
  expect(await store.notifications.beginRun(new Date(4_000))).toEqual(new Date(3_000))
})
