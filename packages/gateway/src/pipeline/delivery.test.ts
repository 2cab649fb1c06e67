import { CongkyError } from '@congky/shared'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../../../test/support/gateway.ts'
import { createPipeline, incoming, type Pipeline, silent } from '../../../../test/support/pipeline.ts'
import type { SignedOutcome, SignOutcome } from '../domain/request.ts'
import type { DeliveryResult, RequestSource } from '../sources/source.ts'
import { Delivery } from './delivery.ts'

/** A source that answers each delivery as the test says. */
class ScriptedSource implements RequestSource {
  readonly name = 'kho'
  readonly tried: SignOutcome[] = []
  readonly released: string[] = []
  answer: (outcome: SignOutcome) => Promise<DeliveryResult> = async () => 'delivered'

  noticing(): null {
    return null
  }
  async *requests(): AsyncIterable<never> {}
  async renew(): Promise<readonly string[]> {
    return []
  }
  async release({ externalId }: Pick<SignOutcome, 'externalId'>): Promise<void> {
    this.released.push(externalId)
  }
  deliver(outcome: SignOutcome): Promise<DeliveryResult> {
    this.tried.push(outcome)
    return this.answer(outcome)
  }
  /** Takes none of them at once, unless the test says otherwise. */
  together: (outcomes: readonly SignedOutcome[]) => Promise<ReadonlySet<string>> = async () => new Set()
  deliverSigned(outcomes: readonly SignedOutcome[]): Promise<ReadonlySet<string>> {
    return this.together(outcomes)
  }
  async mark(): Promise<void> {}
  async look(): Promise<readonly never[]> {
    return []
  }
  async close(): Promise<void> {}
}

let pipeline: Pipeline
let source: ScriptedSource
let delivery: Delivery
beforeEach(async () => {
  pipeline = await createPipeline()
  await pipeline.unlock()
  source = new ScriptedSource()
  delivery = new Delivery({ source, keeper: pipeline.keeper, jobs: pipeline.store.jobs, log: silent })
})
afterEach(async () => {
  await delivery.stop()
  await pipeline.close()
})

async function sign(externalId: string): Promise<string> {
  const { id } = await pipeline.intake.submit(incoming({ externalId }))
  await pipeline.reached(id, 'signed')
  return id
}
const isDelivered = (id: string) => pipeline.keeper.find(id)?.deliveredAt !== null

test('a row that refuses its outcome keeps no other waiting', async () => {
  source.answer = async ({ externalId }) => {
    if (externalId === '1') throw new CongkyError('ERR_SOURCE_LAYOUT', { source: 'kho', detail: 'a trigger' })
    return 'delivered'
  }
  const poison = await sign('1')
  const good = await sign('2')
  delivery.start()
  await eventually(() => isDelivered(good), 3_000)
  const late = await sign('3')
  await eventually(() => isDelivered(late), 3_000)
  expect(isDelivered(poison)).toBe(false)
  expect(source.tried.filter(({ externalId }) => externalId === '1')).toHaveLength(1)
})

test('what is signed is written together, and what a row does not take so is looked at alone', async () => {
  const ids = [await sign('1'), await sign('2'), await sign('3')]
  source.together = async (outcomes) => new Set(outcomes.slice(0, 2).map(({ jobId }) => jobId))
  delivery.start()
  await eventually(() => ids.every(isDelivered))
  expect(source.tried.map(({ externalId }) => externalId)).toEqual(['3'])
})

test('one row that spoils the statement for many keeps no other waiting', async () => {
  const ids = [await sign('1'), await sign('2'), await sign('3')]
  const refusal = new CongkyError('ERR_SOURCE_LAYOUT', { source: 'kho', detail: 'a trigger' })
  source.together = () => Promise.reject(refusal)
  source.answer = ({ externalId }) => (externalId === '2' ? Promise.reject(refusal) : Promise.resolve('delivered'))
  delivery.start()
  await eventually(() => [ids[0], ids[2]].every((id) => id !== undefined && isDelivered(id)))
  expect(source.tried.map(({ externalId }) => externalId).sort()).toEqual(['1', '2', '3'])
})

test('a database that is away gets everything once it is back', async () => {
  let isAway = true
  source.answer = async () => {
    if (isAway) throw new CongkyError('ERR_SOURCE_UNAVAILABLE', { source: 'kho', detail: 'away' })
    return 'delivered'
  }
  const ids = [await sign('1'), await sign('2')]
  delivery.start()
  await eventually(() => source.tried.length > 0)
  isAway = false
  await eventually(() => ids.every(isDelivered), 5_000)
})

test('a lease lost under an old claim is not the end of a row that was claimed anew', async () => {
  const id = await sign('1')
  source.answer = async ({ claim }) => {
    if (claim?.claimToken !== 'a') return 'delivered'
    await pipeline.intake.submit(incoming({ externalId: '1', claim: { claimToken: 'b' } }))
    return 'lease-lost'
  }
  delivery.start()
  await eventually(() => isDelivered(id), 5_000)
  expect(source.tried.map(({ claim }) => claim?.claimToken)).toEqual(['a', 'b'])
})

test('a row that was changed meanwhile is given back as it is, to come in anew', async () => {
  source.answer = async () => 'row-changed'
  const id = await sign('1')
  delivery.start()
  await eventually(() => source.released.length > 0)
  expect(source.released).toEqual(['1'])
  expect(isDelivered(id)).toBe(true)
})

test('a row set back to pending after the retention time is told that its document is gone', async () => {
  const id = await sign('1')
  delivery.start()
  await eventually(() => isDelivered(id))
  await pipeline.store.jobs.dropDocuments(new Date(Date.now() + 1), 10)
  await pipeline.intake.submit(incoming({ externalId: '1', claim: { claimToken: 'b' } }))
  await eventually(() => isDelivered(id))
  expect(source.tried.at(-1)).toMatchObject({ state: 'rejected', errorCode: 'ERR_DOCUMENT_GONE' })
})

test('stopping does not wait for a database that never answers', async () => {
  source.answer = () => new Promise(() => {})
  await sign('1')
  delivery.start()
  await eventually(() => source.tried.length > 0)
  const startedAt = Date.now()
  await delivery.stop()
  // Three seconds, and what a busy machine adds.
  expect(Date.now() - startedAt).toBeLessThan(15_000)
})

test('a full disk while the next documents are on their way is heard of, and what was written is written once more', async () => {
  const ids: string[] = []
  for (let row = 1; row <= 34; row++) ids.push(await sign(String(row)))
  const change = pipeline.keeper.change.bind(pipeline.keeper)
  let [isFull, refused, refusedBySecond] = [true, 0, Number.POSITIVE_INFINITY]
  pipeline.keeper.change = (...asked) => {
    if (!isFull) return change(...asked)
    refused++
    return Promise.reject(new CongkyError('ERR_STORE_FULL'))
  }
  source.together = async (outcomes) => {
    // The second statement is still on its way when the outcomes of the first cannot be recorded.
    if (outcomes.length < 32) {
      await eventually(() => refused > 0)
      refusedBySecond = Math.min(refused, refusedBySecond)
    }
    return new Set(outcomes.map(({ jobId }) => jobId))
  }
  delivery.start()
  await eventually(() => refused > refusedBySecond)
  isFull = false
  await eventually(() => ids.every(isDelivered))
})
