import { afterEach, describe, expect, test } from 'vitest'
import type { SignatureJob } from './signature-jobs.ts'
import { WorkerPool } from './worker-pool.ts'

/**
 * A worker that does what the first byte of the document says: E echoes, R refuses, F fails, T throws outside
 * the job, X exits, H hangs, S is slow, W waits until it is told to end.
 */
const WORKER = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ document }) => {
  const text = Buffer.from(document).toString()
  const answer = () => parentPort.postMessage({ result: { taxCode: text } })
  switch (text[0]) {
    case 'E': return answer()
    case 'S': return setTimeout(answer, 300)
    case 'W': {
      const channel = new BroadcastChannel('worker-pool-test')
      channel.onmessage = () => (channel.close(), answer())
      return channel.postMessage('waiting')
    }
    case 'R': return parentPort.postMessage({ refusal: { code: 'ERR_DUPLICATE_ID', details: { id: 'x' } } })
    case 'F': return parentPort.postMessage({ failure: 'Error: our bug' })
    case 'T': throw new Error('thrown')
    case 'X': process.exit(3)
    case 'H': for (;;) {}
  }
})`
const entry = new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`)
const pools: WorkerPool[] = []

function newPool(limits: { readonly jobMsMax?: number; readonly queueMax?: number } = {}): WorkerPool {
  const pool = new WorkerPool({ entry, ...limits })
  pools.push(pool)
  return pool
}
const job = (text: string): SignatureJob<'inspect'> => ({
  kind: 'inspect',
  document: Buffer.from(text),
  input: { profile: 'x', options: {} as never },
})
const withCode = (code: string) => expect.objectContaining({ code })

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()))
})

test('a job is answered, and its document stays the caller’s', async () => {
  const pool = newPool()
  const echo = job('E document')
  await expect(pool.run(echo)).resolves.toEqual({ taxCode: 'E document' })
  expect(echo.document.toString()).toBe('E document')
})

test('two jobs run side by side, others wait their turn in order', async () => {
  const pool = newPool()
  const channel = new BroadcastChannel('worker-pool-test')
  const isWaiting = new Promise((resolve) => (channel.onmessage = resolve))
  const ended: string[] = []
  const run = (text: string) =>
    pool.run<{ taxCode: string }>(job(text)).then(({ taxCode }) => ended.push(String(taxCode)))
  const waiting = run('W1')
  await Promise.all([isWaiting, ...['E2', 'E3', 'E4'].map(run)])
  channel.postMessage('end')
  await waiting
  channel.close()
  expect(ended).toEqual(['E2', 'E3', 'E4', 'W1'])
})

describe('what goes wrong in a thread', () => {
  test('a refusal arrives with its code and details', async () => {
    await expect(newPool().run(job('R'))).rejects.toMatchObject({ code: 'ERR_DUPLICATE_ID', details: { id: 'x' } })
  })

  test('a bug arrives as an internal error with its story', async () => {
    const error = await newPool()
      .run(job('F'))
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ERR_INTERNAL', cause: { message: 'Error: our bug' } })
  })

  test.each(['T', 'X'])('a thread that dies (%s) fails its own job only', async (death) => {
    const pool = newPool()
    const jobs = [pool.run(job(death)), pool.run(job('S')), pool.run(job('E1')), pool.run(job('E2'))]
    const outcomes = await Promise.allSettled(jobs)
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
    await expect(jobs[0]).rejects.toEqual(withCode('ERR_INTERNAL'))
  })

  test('a job that cannot be handed over fails by itself, and the next one runs', async () => {
    const pool = newPool()
    const withFunction = { document: Buffer.from('E'), input: () => {} }
    await expect(pool.run(withFunction)).rejects.toEqual(withCode('ERR_INTERNAL'))
    await expect(pool.run(job('E'))).resolves.toBeDefined()
  })

  test('a job without an end is given up, and its thread replaced', async () => {
    const pool = newPool({ jobMsMax: 2_000 })
    await expect(pool.run(job('H'))).rejects.toEqual(withCode('ERR_DOCUMENT_TOO_COMPLEX'))
    await expect(pool.run(job('E'))).resolves.toBeDefined()
  })
})

describe('the end', () => {
  test('work in hand is finished first, new work is refused', async () => {
    const pool = newPool()
    const running = ['S1', 'S2', 'E3'].map((text) => pool.run(job(text)))
    const stopped = pool.stop()
    await expect(pool.run(job('E'))).rejects.toEqual(withCode('ERR_STOPPING'))
    await stopped
    expect((await Promise.allSettled(running)).every(({ status }) => status === 'fulfilled')).toBe(true)
  })

  test('stopping twice, or without a start, is fine', async () => {
    const pool = newPool()
    await Promise.all([pool.stop(), pool.stop()])
  })
})

test('more jobs than the queue holds are turned away', async () => {
  const pool = newPool({ queueMax: 1 })
  const jobs = ['S1', 'S2', 'E3', 'E4'].map((text) => pool.run(job(text)))
  const outcomes = await Promise.allSettled(jobs)
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
  await expect(jobs[3]).rejects.toEqual(withCode('ERR_QUEUE_FULL'))
})
