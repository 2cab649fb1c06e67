import { expect, test } from 'vitest'
import type { Job } from '../domain/job.ts'
import type { SignOutcome } from '../domain/request.ts'
import { outcomeBatches } from './outcome-batches.ts'

const signed = (id: string) => ({ id, state: 'signed' }) as Job
const outcomeOf =
  (bytes: number) =>
  ({ id }: Job): SignOutcome => ({
    jobId: id,
    externalId: id,
    documentSha256: '',
    claim: null,
    state: 'signed',
    signedDocument: new Uint8Array(bytes),
  })

const sizes = (jobs: readonly Job[], bytes: number) =>
  [...outcomeBatches(jobs, outcomeOf(bytes))].map((batch) => batch.length)

test('signed documents go together as long as they are few and small', () => {
  const jobs = Array.from({ length: 70 }, (_, index) => signed(String(index)))
  expect(sizes(jobs, 10_000)).toEqual([32, 32, 6])
  expect(sizes(jobs.slice(0, 5), 400_000)).toEqual([2, 2, 1])
  expect(sizes(jobs.slice(0, 3), 4_000_000)).toEqual([1, 1, 1])
})

test('documents are read as they are asked for', () => {
  const read: string[] = []
  const jobs = Array.from({ length: 70 }, (_, index) => signed(String(index)))
  const batches = outcomeBatches(jobs, (job) => {
    read.push(job.id)
    return outcomeOf(10)(job)
  })
  for (const _ of batches) break
  expect(read.length).toBeLessThan(40)
})

test('a rejection, and a document that is gone, have their turn by themselves', () => {
  const rejected = { id: 'r', state: 'rejected' } as Job
  const gone = (job: Job): SignOutcome =>
    job.id === 'gone'
      ? { ...outcomeOf(1)(job), state: 'rejected', errorCode: 'ERR_DOCUMENT_GONE', errorMessage: '' }
      : outcomeOf(1)(job)
  const batches = [...outcomeBatches([rejected, signed('gone'), signed('a')], gone)]
  expect(batches.map((batch) => batch.map(({ job }) => job.id))).toEqual([['a']])
})
