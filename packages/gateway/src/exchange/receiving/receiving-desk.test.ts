import { buildCustomsMessage, sampleCustomsMessage } from '@congky/documents'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ruleOf } from '../../../../../test/support/approval-pipeline.ts'
import { eventually } from '../../../../../test/support/gateway.ts'
import { createPipeline, OWN, type Pipeline, silent } from '../../../../../test/support/pipeline.ts'
import { EXCHANGE_SOURCE } from '../../domain/exchange-config.ts'
import { WallClock } from '../../domain/office-day.ts'
import { sha256Hex } from '../../domain/request.ts'
import type { Inbox } from '../exchange-store.ts'
import { openStateExchange } from '../tables/open-exchange-store.ts'
import { checkMessage } from './check-message.ts'
import { ReceiveTally } from './receive-tally.ts'
import { ReceivingDesk, type ReceivingDeskParts } from './receiving-desk.ts'

const call = { contentType: 'text/xml', soapAction: '', body: new Uint8Array() }
const sample = sampleCustomsMessage('11-11', { taxCode: OWN, enterprise: 'Own' })
const message = Buffer.from(buildCustomsMessage(sample))
const sha256 = sha256Hex(message)
const key = { from: sample.header.fromIdentity, messageId: sample.header.messageId.toUpperCase() }
const externalId = `${key.from} ${key.messageId} ${sha256.slice(0, 16)}`

let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await createPipeline()
})
afterEach(() => pipeline.close())

function open(change: Partial<Record<'warehouses', readonly string[]>> = {}, inbox?: Partial<Inbox>): ReceivingDesk {
  const store = openStateExchange(pipeline.store.statements)
  const parts: ReceivingDeskParts = {
    exchange: { customs: { name: 'TCHQ', identity: key.from }, profile: 'xmldsig-enveloped' },
    receive: { warehouses: [], answerMs: 5_000, ...change },
    config: () => ({ enterprises: pipeline.config.enterprises, organization: null }),
    reader: {
      open: async () => ({ message, sha256, key, header: sample.header, certificates: [] }),
      check: async (bytes) => checkMessage(bytes),
    },
    sender: { believe: async () => new Set(), verify: async () => {} },
    inbox: {
      find: (each) => store.inbox.find(each),
      receive: (received) => store.inbox.receive(received),
      answer: (each, answer) => store.inbox.answer(each, answer),
      noteError: (each) => store.inbox.noteError(each),
      list: (limit) => store.inbox.list(limit),
      describe: (each) => store.inbox.describe(each),
      origin: (each) => store.inbox.origin(each),
      ...inbox,
    },
    desk: pipeline.desk,
    note: (entry) => pipeline.store.history.append(entry),
    tally: new ReceiveTally('/ws'),
    clock: new WallClock('Asia/Ho_Chi_Minh'),
    log: silent,
  }
  return new ReceivingDesk(parts)
}
const receive = (desk: ReceivingDesk) => desk.receive(call, '192.0.2.1')
const jobs = () => pipeline.store.jobs.ofRow(EXCHANGE_SOURCE, externalId)

test('a message that came while the token was locked has one answer, also when the configuration was edited', async () => {
  await expect(receive(open())).rejects.toMatchObject({ code: 'ERR_EXCHANGE_UNAVAILABLE' })
  const held = await eventually(() => (jobs()[0]?.state === 'held' ? jobs()[0] : null))
  await pipeline.unlock()
  await pipeline.reached(held.id, 'signed')
  // Its warehouse is not ours any more: a new answer would be an error.
  const answers = await Promise.all([receive(open({ warehouses: ['KHAC'] })), receive(open({ warehouses: ['KHAC'] }))])
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('<function>99</function>')
  expect(jobs()).toMatchObject([{ state: 'signed', attempts: 0, deliveredAt: expect.any(Date) }])
  expect(await receive(open())).toBe(answers[0])
})

test('an answer that was signed and not kept is kept at the next call, the same bytes', async () => {
  await pipeline.unlock()
  const broken = open({}, { answer: () => Promise.reject(new Error('the gateway ended here')) })
  await expect(receive(broken)).rejects.toThrow('the gateway ended here')
  const [signed] = jobs()
  expect(signed).toMatchObject({ state: 'signed', deliveredAt: null })
  const answer = await receive(open({ warehouses: ['KHAC'] }))
  expect(answer).toBe(Buffer.from(pipeline.desk.signedDocument(signed?.id ?? '') ?? []).toString())
  expect(jobs()).toHaveLength(1)
})

test('an answer whose signature was withdrawn is made when customs asks again', async () => {
  await expect(receive(open())).rejects.toMatchObject({ code: 'ERR_EXCHANGE_UNAVAILABLE' })
  const job = await eventually(() => (jobs()[0]?.state === 'held' ? jobs()[0] : null))
  await pipeline.desk.cancel(job.id)
  await pipeline.unlock()
  expect(jobs()).toMatchObject([{ state: 'rejected' }])
  expect(await receive(open())).toContain('SignatureValue')
  expect(jobs()).toHaveLength(1)
})

test('an answer, which customs gets within seconds, waits for nobody’s approval', async () => {
  pipeline.config = { ...pipeline.config, approval: { rules: [ruleOf()], people: [] } }
  await pipeline.unlock()
  await receive(open())
  expect(jobs()).toMatchObject([{ state: 'signed', approvalId: null }])
})
