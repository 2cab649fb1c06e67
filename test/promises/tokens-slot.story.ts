/** Another token where ours was. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { FaultyTokens, TokenDrawer } from '../support/faulty-tokens.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { promise } from '../support/promise.ts'

let folder: string
let drawer: TokenDrawer
let faulty: FaultyTokens

beforeAll(async () => {
  folder = makeFolder('token-slot')
  drawer = await TokenDrawer.create(folder, ['one', 'two'])
})

afterEach(() => faulty.tokens.stop())
afterAll(() => removeFolder(folder))

const CASES = [
  { loss: 'CKR_DEVICE_REMOVED', lies: false, isBusy: true },
  { loss: 'CKR_SESSION_HANDLE_INVALID', lies: true, isBusy: true },
  { loss: 'silent', lies: false, isBusy: true },
  { loss: 'CKR_TOKEN_NOT_PRESENT', lies: true, isBusy: false },
] as const

promise('T3', 'a token put where another was gets neither its PIN nor its documents', async (count) => {
  const module = await drawer.module()
  faulty = await FaultyTokens.start(drawer, { module, intervals: { returnMs: 200, checkMs: 200 } })
  const [one, two] = [drawer.token('one').serial, drawer.token('two').serial]
  await faulty.unlock('one')
  let documents = 0
  for (const { loss, lies, isBusy } of CASES) {
    module.showSerial(two, lies ? one : null)
    const waiting = isBusy ? [1, 2, 3].map(() => faulty.signPatiently('one')) : []
    module.replace(one, two, loss)
    await faulty.whenIn('one', 'absent')
    await faulty.tokens.rescan()
    expect(faulty.tokens.list().filter(({ state }) => state === 'ready')).toEqual([])
    expect(await faulty.signCode('one')).toBe('ERR_TOKEN_ABSENT')
    module.plugIn(one)
    await Promise.all(waiting)
    await faulty.signPatiently('one')
    documents += waiting.length + 1
  }
  const met = (name: `C_${string}`) => module.count(name, two)
  expect(met('C_GetTokenInfo')).toBeGreaterThan(0)
  expect([met('C_Login'), met('C_SignInit'), met('C_Sign')]).toEqual([0, 0, 0])
  count(
    `${CASES.length} swaps, ${CASES.filter(({ lies }) => lies).length} under the same serial number, ${documents} documents: ${met('C_Login')} C_Login and ${met('C_Sign')} C_Sign on the other token`,
  )
})
