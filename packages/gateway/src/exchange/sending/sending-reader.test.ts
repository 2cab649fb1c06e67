import { expect, test } from 'vitest'
import { serviceOperation as service } from '../receiving/service-operation.ts'
import { writeResult } from '../soap/server-side.ts'
import { runSendingJob, type SendingJob } from './sending-jobs.ts'
import { SendingReader } from './sending-reader.ts'

test('an answer of the service is read here when it is small, else in a thread, with the same result', async () => {
  const threaded: SendingJob['kind'][] = []
  const run = async <Result>(job: SendingJob) => {
    threaded.push(job.kind)
    return runSendingJob(job) as Result
  }
  const reader = new SendingReader({ run: run as ConstructorParameters<typeof SendingReader>[0]['run'] })
  // Not base64: letters that a parser walks through one by one, for seconds where there are 8 MB.
  for (const [value, kinds] of [['!a', []] as const, ['!a'.repeat(40_000), ['reply']] as const]) {
    const { contentType, body } = writeResult('1.2', service, value)
    expect(await reader.reply(Buffer.from(body), { contentType, service })).toEqual({ kind: 'result', value })
    expect(threaded).toEqual(kinds)
  }
})
