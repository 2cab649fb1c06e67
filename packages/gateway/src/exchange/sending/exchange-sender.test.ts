import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError } from '@congky/shared'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApprovalPipeline } from '../../../../../test/support/approval-pipeline.ts'
import { customsMessage } from '../../../../../test/support/customs-caller.ts'
import { eventually } from '../../../../../test/support/gateway.ts'
import { createPipeline, OWN, type Pipeline, silent } from '../../../../../test/support/pipeline.ts'
import { EXCHANGE_SOURCE } from '../../domain/exchange-config.ts'
import type { ExchangeStore, OutgoingMessage } from '../exchange-store.ts'
import { openStateExchange } from '../tables/open-exchange-store.ts'
import { ExchangeSender } from './exchange-sender.ts'
import { readOutgoing } from './read-outgoing.ts'
import type { ExchangeSenderParts, Judgement } from './sender-parts.ts'

const PERSON = { name: 'Lan', origin: 'test' }
const send = { timeoutMs: 5_000, attemptsMax: 3, pauseMs: 60_000 }
const config = { customs: { name: 'TCHQ', identity: 'TCHQ' }, profile: 'xmldsig-enveloped', database: null, send }
/** An attempt that the test ends. */
interface Attempt {
  readonly content: string
  readonly answer: (text: string) => void
  readonly fail: (error: CongkyError) => void
}

let pipeline: Pipeline
let store: ExchangeStore
let attempts: Attempt[]
let senders: ExchangeSender[]

beforeEach(async () => {
  pipeline = await createPipeline()
  store = openStateExchange(pipeline.store.statements)
  attempts = []
  senders = []
})
afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.stop()))
  await pipeline.close()
})

function open(gateway: Pipeline = pipeline, change: object = {}): ExchangeSender {
  const parts = {
    ...{ desk: gateway.desk, log: silent, refusal: () => null, store: () => store },
    config: () => ({ ...config, ...change }),
    check: async (xml: string) => readOutgoing(xml),
    call: (content: string) => new Promise<string>((answer, fail) => attempts.push({ content, answer, fail })),
    judge: async (answer: string, message: OutgoingMessage): Promise<Judgement> => {
      const received = { ...message, from: 'TCHQ', messageId: randomUUID(), receivedAt: new Date() }
      if (answer !== 'có') return { verdict: 'untrusted', error: new CongkyError('ERR_EXCHANGE_UNTRUSTED') }
      return { verdict: 'accepted', answer: { ...received, origin: answer }, error: null }
    },
    note: (entry: Parameters<ExchangeSenderParts['note']>[0]) => gateway.store.history.append(entry),
  }
  const sender = new ExchangeSender(parts as unknown as ExchangeSenderParts)
  senders.push(sender)
  return sender
}

const newMessage = () => customsMessage('02-01', { taxCode: OWN, enterprise: 'Own' })
const submit = (sender: ExchangeSender, xml = newMessage()) =>
  sender.submit(xml, { name: 'kho-1', origin: 'test', workstationId: null, enterprises: 'all' })
const reached = (id: string, state: OutgoingMessage['state']) =>
  eventually(async () => {
    const message = await store.outbox.find(id)
    return message?.state === state ? message : null
  }, 5_000)
const jobOf = ({ messageId }: OutgoingMessage, gateway = pipeline) =>
  gateway.store.jobs.ofRow(EXCHANGE_SOURCE, messageId)[0]
const waitsForToken = (message: OutgoingMessage) =>
  eventually(() => (jobOf(message)?.state === 'held' ? jobOf(message) : null))
const attempt = (number: number) => eventually(() => attempts[number - 1])

describe('a message whose signature was withdrawn or refused', () => {
  test('is held and not signed, until a person has it sent again', async () => {
    const sender = open()
    const message = await submit(sender)
    const job = await waitsForToken(message)
    await pipeline.desk.cancel(job.id)
    expect((await reached(message.id, 'held')).lastError?.code).toBe('ERR_CANCELLED')
    await pipeline.unlock()
    expect(jobOf(message)).toMatchObject({ state: 'rejected', attempts: 0 })
    // Retention looks after documents whose outcome was taken.
    await eventually(() => jobOf(message)?.deliveredAt)
    await sender.retry(message.id, PERSON)
    ;(await attempt(1)).answer('có')
    expect((await reached(message.id, 'accepted')).content).toContain('SignatureValue')
  })

  test('also when the gateway ended before the message was held', async () => {
    const sender = open()
    const message = await submit(sender)
    const job = await waitsForToken(message)
    await sender.stop()
    await pipeline.desk.cancel(job.id)
    await pipeline.unlock()
    open().start()
    expect((await reached(message.id, 'held')).lastError?.code).toBe('ERR_CANCELLED')
    expect(attempts).toEqual([])
  })

  test('because its workstation may not send any more is tried once', async () => {
    let asked = 0
    pipeline.confirmClaim = async () => {
      asked++
      throw new CongkyError('ERR_ENTERPRISE_FORBIDDEN', { taxCode: OWN })
    }
    await pipeline.unlock()
    const message = await submit(open())
    expect((await reached(message.id, 'held')).lastError?.code).toBe('ERR_ENTERPRISE_FORBIDDEN')
    await eventually(() => jobOf(message)?.deliveredAt)
    expect(asked).toBe(1)
  })
})

test('a message that somebody has to approve leaves once it was, and is held when it is returned', async () => {
  const office = await createApprovalPipeline()
  try {
    await office.pipeline.unlock()
    store = openStateExchange(office.pipeline.store.statements)
    const sender = open(office.pipeline)
    const message = await submit(sender)
    const waiting = () =>
      eventually(() => {
        const job = jobOf(message, office.pipeline)
        return job?.state === 'awaiting-approval' ? job : null
      })
    await office.giveBack(await waiting())
    expect((await reached(message.id, 'held')).lastError?.code).toBe('ERR_APPROVAL_RETURNED')
    await eventually(() => jobOf(message, office.pipeline)?.deliveredAt)
    await sender.retry(message.id, PERSON)
    await office.approve(await waiting())
    ;(await attempt(1)).answer('có')
    await reached(message.id, 'accepted')
    await sender.stop()
  } finally {
    await office.pipeline.close()
  }
})

test('what was signed before an end is sent as it was signed, whatever the profile is by then', async () => {
  const sender = open()
  const message = await submit(sender)
  const job = await waitsForToken(message)
  await sender.stop()
  await pipeline.unlock()
  await pipeline.reached(job.id, 'signed')
  open(pipeline, { profile: 'xmldsig-enveloped-x509' }).start()
  const { content } = await attempt(1)
  expect(content).toBe(Buffer.from(pipeline.desk.signedDocument(job.id) ?? []).toString())
  expect(pipeline.store.jobs.ofRow(EXCHANGE_SOURCE, message.messageId)).toHaveLength(1)
})

test('the same message handed in several times at once is one message, signed and sent once', async () => {
  await pipeline.unlock()
  const [sender, xml] = [open(), newMessage()]
  const messages = await Promise.all(Array.from({ length: 8 }, () => submit(sender, xml)))
  expect(new Set(messages.map(({ id }) => id)).size).toBe(1)
  ;(await attempt(1)).answer('có')
  await reached(messages[0]?.id ?? '', 'accepted')
  await submit(sender, xml)
  await sender.stop()
  expect(attempts).toHaveLength(1)
})

test('an attempt that fails does not undo that a person had the message sent again meanwhile', async () => {
  await pipeline.unlock()
  const sender = open(pipeline, { send: { ...send, attemptsMax: 1 } })
  const { id } = await submit(sender)
  const first = await attempt(1)
  await sender.retry(id, PERSON)
  first.fail(new CongkyError('ERR_CONNECTION_TIMEOUT', { address: 'x' }))
  const second = await attempt(2)
  expect(second.content).toBe(first.content)
  second.answer('có')
  await reached(id, 'accepted')
})

describe('two gateways on one outbox', () => {
  const shared = { database: { dialect: 'sqlite' } }
  let other: Pipeline
  beforeEach(async () => {
    other = await createPipeline()
    for (const gateway of [pipeline, other]) await gateway.unlock()
  })
  afterEach(() => other.close())

  test('sign and send a message once, however both hear of it', async () => {
    const [one, two] = [open(pipeline, shared), open(other, shared)]
    const xmls = Array.from({ length: 4 }, newMessage)
    const messages = await Promise.all(xmls.flatMap((xml) => [submit(one, xml), submit(two, xml)]))
    await attempt(4)
    const third = open(other, shared)
    third.start()
    await sleep(100) // Nothing tells that it will not take them up.
    const signed = messages.map((message) => [jobOf(message), jobOf(message, other)].filter((job) => job !== undefined))
    expect(signed.map(({ length }) => length)).toEqual(messages.map(() => 1))
    expect(attempts).toHaveLength(4)
  })

  test('believe the answer to the one, also when the other found none', async () => {
    const sender = open(pipeline, shared)
    const { id } = await submit(sender)
    const first = await attempt(1)
    await store.outbox.change(id, ['unknown'], { state: 'held', nextAttemptAt: null })
    first.answer('có')
    expect((await reached(id, 'accepted')).answer).toBe('có')
  })
})
