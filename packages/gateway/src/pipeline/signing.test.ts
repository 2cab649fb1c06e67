import { CongkyError } from '@congky/shared'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPipeline, incoming, OWN, PIN, type Pipeline } from '../../../../test/support/pipeline.ts'
import { openStoreReader } from '../store/store-reader.ts'

let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await createPipeline()
})
afterEach(() => pipeline.close())

const submit = (more: Parameters<typeof incoming>[0] = {}) => pipeline.intake.submit(incoming(more))
const call = { source: 'http', workstationId: 'w1', claim: null }

async function kinds(jobId: string): Promise<string[]> {
  const reader = openStoreReader(pipeline.folder)
  const records = await reader.history({ limit: 100, jobId })
  reader.close()
  return records.map(({ text }) => JSON.parse(text).kind).reverse()
}

test('each step of a job is in the history, the intent before the signature', async () => {
  await pipeline.unlock()
  const { id } = await submit()
  await pipeline.reached(id, 'signed')
  expect(await kinds(id)).toEqual(['received', 'intent', 'signed'])
})

test('the intent of a caller is stored with the request, and signing goes on from it', async () => {
  await pipeline.unlock()
  const before = pipeline.store.commits()
  const job = await submit(call)
  expect(job).toMatchObject({ state: 'received', intentAt: expect.any(Date), certificate: expect.anything() })
  expect(pipeline.store.commits() - before).toBe(1)
  await pipeline.reached(job.id, 'signed')
  expect(await kinds(job.id)).toEqual(['received', 'intent', 'signed'])
})

test('nothing is begun for a caller whose token is locked, or while signing is paused', async () => {
  expect(await submit(call)).toMatchObject({ intentAt: null })
  await pipeline.unlock()
  pipeline.signing.pause()
  const paused = await submit({ ...call, externalId: '2' })
  expect(paused).toMatchObject({ intentAt: null })
  pipeline.signing.resume()
  await pipeline.reached(paused.id, 'signed')
})

test('an intent that its transaction left out, when it was run again, is not gone on from', async () => {
  const { jobs } = pipeline.store
  const held = await submit()
  await pipeline.reached(held.id, 'held')
  await pipeline.tokens.unlock('agent', Buffer.from(PIN))
  await pipeline.reached(held.id, 'signed')
  const insert = jobs.insert.bind(jobs)
  let failing: Promise<unknown> = Promise.resolve()
  vi.spyOn(jobs, 'insert').mockImplementation((...request) => {
    const inserting = insert(...request)
    // In the same group, after the request: it spoils the group, and by the second run nothing may be begun.
    failing = jobs.decide(held.id, () => {
      pipeline.signing.pause()
      throw new Error('a write of a test')
    })
    failing.catch(() => {})
    return inserting
  })
  const job = await submit({ ...call, externalId: '2' })
  await expect(failing).rejects.toThrow('a write of a test')
  expect(job).toMatchObject({ intentAt: null })
  pipeline.signing.resume()
  await pipeline.reached(job.id, 'signed')
  expect(await kinds(job.id)).toEqual(['received', 'intent', 'signed'])
})

test('a token unlocked just while a job is on its way to be held wakes the job up', async () => {
  const { id } = await submit()
  await pipeline.unlock()
  await pipeline.reached(id, 'signed')
})

test('a request that was withdrawn and taken up again while it waited is signed', async () => {
  await pipeline.unlock()
  pipeline.signing.pause()
  const { id } = await submit(call)
  expect(await pipeline.desk.cancel(id)).toMatchObject({ state: 'rejected', reason: { code: 'ERR_CANCELLED' } })
  expect(await pipeline.desk.retry(id, 'admin')).toMatchObject({ state: 'received' })
  pipeline.signing.resume()
  await pipeline.reached(id, 'signed')
})

test('a request that was withdrawn and taken up again while it was being signed is signed once', async () => {
  await pipeline.unlock()
  let goOn = (_isOurs: boolean) => {}
  const mayGoOn = new Promise<boolean>((resolve) => (goOn = resolve))
  pipeline.confirmClaim = () => mayGoOn
  const { id } = await submit(call)
  await pipeline.desk.cancel(id)
  await pipeline.desk.retry(id, 'admin')
  goOn(true)
  await pipeline.reached(id, 'signed')
  expect(await kinds(id)).toEqual(['received', 'intent', 'rejected', 'released', 'intent', 'signed'])
})

test.each([
  ['a caller, whose intent is written with it,', call, ['received', 'intent', 'rejected']],
  ['a row', {}, ['received', 'rejected']],
] as const)('a withdrawn request of %s is not signed, although its attempt was under way', async (_, of, steps) => {
  await pipeline.unlock()
  let goOn = (_isOurs: boolean) => {}
  const mayGoOn = new Promise<boolean>((resolve) => (goOn = resolve))
  pipeline.confirmClaim = () => mayGoOn
  const { id } = await submit(of)
  await pipeline.desk.cancel(id)
  goOn(true)
  await pipeline.signing.stop(2_000)
  expect(await kinds(id)).toEqual(steps)
})

test('a row that another gateway took over is given up without a word to the row', async () => {
  await pipeline.unlock()
  pipeline.confirmClaim = async () => false
  const { id } = await submit()
  expect(await pipeline.reached(id, 'rejected')).toMatchObject({ reason: { code: 'ERR_LEASE_LOST' } })
  expect(pipeline.store.jobs.undelivered('kho', 10)).toEqual([])
})

test('a source that is away for long holds its jobs back, and they are signed once it answers', async () => {
  await pipeline.unlock()
  let asked = 0
  pipeline.confirmClaim = async () => {
    if (++asked <= 3) throw new CongkyError('ERR_SOURCE_UNAVAILABLE', { source: 'kho', detail: 'away' })
    return true
  }
  const { id } = await submit()
  await pipeline.reached(id, 'signed')
})

test('a deadline passes for a held job too', async () => {
  const { id } = await submit({ deadline: new Date(Date.now() + 500) })
  await pipeline.reached(id, 'held')
  expect(await pipeline.reached(id, 'rejected')).toMatchObject({ reason: { code: 'ERR_DEADLINE_PASSED' } })
})

test('a listener that fails spoils neither the change nor the other listeners', async () => {
  await pipeline.unlock()
  pipeline.keeper.onChange(() => {
    throw new Error('a listener of a test')
  })
  const { id } = await submit()
  await pipeline.reached(id, 'signed')
})

test('what waits for a certificate to become valid is signed once it is', async () => {
  await pipeline.close()
  pipeline = await createPipeline({ ownValidFrom: new Date(Date.now() + 2_500) })
  await pipeline.unlock()
  const { id } = await submit({ taxCode: OWN })
  expect(await pipeline.reached(id, 'held')).toMatchObject({ reason: { code: 'ERR_CERTIFICATE_NOT_YET_VALID' } })
  await pipeline.reached(id, 'signed')
})

test('a request that came out of a backup waits for a person, whatever else changes', async () => {
  const { keeper, signing, intake } = pipeline
  signing.pause()
  const job = await submit(call)
  const reason = { code: 'ERR_RESTORED_REQUEST', details: {} } as const
  await keeper.change(job, ['received'], { state: 'held', reason }, 'held')
  await pipeline.unlock()
  signing.resume()
  signing.reconsider()
  signing.releaseHeld()
  // What is sent after it is signed: by then the one before it would have been taken up too.
  const later = await submit({ ...call, externalId: '2' })
  await pipeline.reached(later.id, 'signed')
  expect(keeper.find(job.id)).toMatchObject({ state: 'held', reason })
  expect(await intake.submit(incoming(call))).toMatchObject({ id: job.id, state: 'held' })
  await pipeline.desk.retry(job.id, 'host')
  await pipeline.reached(job.id, 'signed')
})
