/** What every store of MSG_INBOX and MSG_OUTBOX has to do, wherever its tables are. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangeDatabaseConfig } from '../../packages/gateway/src/domain/exchange-config.ts'
import type {
  Answer,
  ExchangeStore,
  MessageFacts,
  OutgoingMessage,
  ReceivedMessage,
} from '../../packages/gateway/src/exchange/exchange-store.ts'
import { openDatabaseExchange } from '../../packages/gateway/src/exchange/tables/open-exchange-store.ts'

export interface ExchangeStage {
  /** Two users of the same tables, as two gateways would be. */
  readonly first: ExchangeStore
  readonly second: ExchangeStore
  close(): Promise<void>
}

/** Two gateways on the tables of one database. @param end Ends the database. */
export function stageOn(
  config: ExchangeDatabaseConfig,
  password: string | null,
  end: () => Promise<void>,
): ExchangeStage {
  const open = () => openDatabaseExchange(config, async () => password)
  const [first, second] = [open(), open()]
  return {
    first,
    second,
    close: async () => {
      await Promise.all([first.close(), second.close()])
      await end()
    },
  }
}

const sha256 = 'a'.repeat(64)
const newId = () => randomUUID().toUpperCase()

function factsOf(changes: Partial<MessageFacts> = {}): MessageFacts {
  const names = { fromName: 'Tổng cục Hải quan', from: 'TCHQ', to: '0101300842', reference: 'TC-1' }
  return { version: '1.0', messageId: newId(), type: '11', function: '11', ...names, ...changes }
}

export function receivedMessage(changes: Partial<ReceivedMessage> = {}): ReceivedMessage {
  const origin = `<Envelope>Kho hàng “Nội Bài” 😀\r\n${'x'.repeat(100_000)}</Envelope>`
  return { ...factsOf(changes), origin, sha256, receivedAt: new Date(1_700_000_000_123), ...changes }
}

export function answerTo(message: MessageFacts, content = '<Envelope>đã nhận</Envelope>'): Answer {
  const facts = factsOf({ from: message.to, to: message.from, fromName: 'Kho Nội Bài', function: '99' })
  return { ...facts, content, createdAt: new Date(1_700_000_001_456) }
}

export function outgoingMessage(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    ...factsOf({ from: '0101300842', to: 'TCHQ', fromName: 'Kho Nội Bài', type: '02', function: '01' }),
    ...{ id: randomUUID(), state: 'signing', content: '<Envelope>ưu đãi</Envelope>', sha256, signedAt: null },
    ...{ requester: 'Máy trạm số 1', workstationId: 'ws-1', createdAt: new Date(1_700_000_002_789), errorCount: 0 },
    ...{ nextAttemptAt: new Date(0), lastError: null, answer: null, answeredAt: null },
    ...changes,
  }
}

/** @param more Further tests on the same stage, after all others. */
export function describeExchangeStore(
  name: string,
  open: () => Promise<ExchangeStage>,
  more: (stage: () => ExchangeStage) => void = () => {},
): void {
  describe(name, () => {
    let stage: ExchangeStage
    beforeAll(async () => {
      stage = await open()
    }, 60_000)
    afterAll(() => stage.close())

    test('a message is kept as it came, once, and answered once', async () => {
      const { first, second } = stage
      const message = receivedMessage()
      expect(await first.inbox.find(message)).toBeNull()
      // Customs repeats itself, at two gateways at the same time.
      await Promise.all([first.inbox.receive(message), second.inbox.receive({ ...message, origin: '<other/>' })])
      const { receivedAt } = message
      expect(await second.inbox.find(message)).toEqual({ sha256, receivedAt, errorCount: 0, answer: null })
      expect([message.origin, '<other/>']).toContain(await first.inbox.origin(message))
      await first.inbox.noteError(message)
      const answers = [answerTo(message), answerTo(message, '<Envelope>trùng</Envelope>')]
      const stand = await Promise.all(
        answers.map((answer, index) => (index === 0 ? first : second).inbox.answer(message, answer)),
      )
      expect(stand[0]).toEqual(stand[1])
      expect(answers).toContainEqual(stand[0])
      expect(await first.inbox.find(message)).toEqual({ sha256, receivedAt, errorCount: 1, answer: stand[0] })
      // An answer is no message of ours that would have to be sent.
      expect(await first.outbox.findByKey(stand[0] ?? message)).toBeNull()
    })

    test('the same id of another sender is another message', async () => {
      const { inbox } = stage.first
      const message = receivedMessage()
      await inbox.receive(message)
      expect(await inbox.find({ from: 'KHÁC', messageId: message.messageId })).toBeNull()
      await inbox.receive({ ...message, from: 'KHÁC', origin: '<b/>' })
      expect(await inbox.origin({ from: 'KHÁC', messageId: message.messageId })).toBe('<b/>')
      expect(await inbox.origin(message)).toBe(message.origin)
      const { from, messageId, reference } = message
      expect(await inbox.describe(message)).toMatchObject({
        from,
        messageId,
        reference,
        isAnswered: false,
        answers: null,
      })
      expect(await inbox.describe({ from: 'AI', messageId })).toBeNull()
    })

    test('a message to customs is kept once, whoever adds it', async () => {
      const { first, second } = stage
      const message = outgoingMessage()
      const again = { ...message, id: randomUUID(), content: '<khac/>' }
      const kept = await Promise.all([first.outbox.add(message), second.outbox.add(again)])
      expect(kept[0]?.id).toBe(kept[1]?.id)
      expect([message, again]).toContainEqual(kept[0])
      expect(await second.outbox.findByKey(message)).toEqual(kept[0])
      expect(await second.outbox.find(kept[0]?.id ?? '')).toEqual(kept[0])
      expect(await second.outbox.find('no such id')).toBeNull()
    })

    test('a change wins only in the states that it expects', async () => {
      const { first, second } = stage
      const message = await first.outbox.add(outgoingMessage())
      const signedAt = new Date(1_700_000_003_000)
      const signed = { state: 'waiting', content: '<Envelope>đã ký</Envelope>', signedAt } as const
      expect(await second.outbox.change(message.id, ['signing'], signed)).toEqual({ ...message, ...signed })
      expect(await first.outbox.change(message.id, ['signing'], { content: '<trùng/>' })).toBeNull()
      const lastError = { code: 'ERR_CONNECTION_TIMEOUT', details: { address: 'hải-quan.example' } } as const
      const unknown = { state: 'unknown', errorCount: 2, lastError, nextAttemptAt: null } as const
      expect(await first.outbox.change(message.id, ['signing', 'waiting'], unknown)).toMatchObject(unknown)
      const done = { state: 'accepted', lastError: null, answer: '<đáp/>', answeredAt: new Date(5_000) } as const
      const both = await Promise.all(
        [first, second].map(({ outbox }) => outbox.change(message.id, ['waiting', 'unknown'], done)),
      )
      expect(both.filter((changed) => changed !== null)).toEqual([{ ...message, ...signed, ...unknown, ...done }])
    })

    test('of two who want to make an attempt one does', async () => {
      const { first, second } = stage
      const [dueAt, nextAttemptAt] = [new Date(1_700_000_004_000), new Date(1_700_000_009_000)]
      const { id } = await first.outbox.add(outgoingMessage({ state: 'unknown', nextAttemptAt: dueAt }))
      const claim = (outbox: typeof first.outbox) => outbox.change(id, ['unknown'], { nextAttemptAt }, { dueAt })
      const won = await Promise.all([claim(first.outbox), claim(second.outbox)])
      expect(won.filter((message) => message !== null)).toMatchObject([{ nextAttemptAt }])
    })

    test('a verified answer goes into the inbox with the change, or not at all', async () => {
      const { inbox, outbox } = stage.first
      const message = await outbox.add(outgoingMessage({ state: 'waiting' }))
      const answer = receivedMessage({ function: '99', to: message.from, origin: '<Envelope>99</Envelope>' })
      expect(await outbox.change(message.id, ['held'], { state: 'accepted' }, { answer })).toBeNull()
      expect(await inbox.find(answer)).toBeNull()
      expect(await outbox.change(message.id, ['waiting'], { state: 'accepted' }, { answer })).not.toBeNull()
      expect(await inbox.origin(answer)).toBe('<Envelope>99</Envelope>')
      const [newest] = await inbox.list(1)
      const { from, messageId } = message
      expect(newest).toMatchObject({ messageId: answer.messageId, isAnswered: true, answers: { from, messageId } })
      // One whose id stands there already changes nothing of it.
      const other = await outbox.add(outgoingMessage({ state: 'waiting' }))
      expect(
        await outbox.change(other.id, ['waiting'], { state: 'accepted' }, { answer: { ...answer, origin: '<b/>' } }),
      ).not.toBeNull()
      expect(await inbox.origin(answer)).toBe('<Envelope>99</Envelope>')
    })

    test('what is due comes oldest first; lists come newest first, without texts', async () => {
      const { outbox } = stage.first
      const due = new Date(50)
      const messages = [10, 20, 60, null].map((ms) =>
        outgoingMessage({ nextAttemptAt: ms === null ? null : new Date(ms) }),
      )
      for (const message of messages) await outbox.add(message)
      const ids = messages.map(({ id }) => id)
      const found = (await outbox.due(due, 1_000)).map(({ id }) => id).filter((id) => ids.includes(id))
      expect(found).toEqual(ids.slice(0, 2))
      const list = await outbox.list(4)
      expect(list.map(({ id }) => id)).toEqual(ids.toReversed())
      expect(list[0]).not.toHaveProperty('content')
      expect(await outbox.due(new Date(-1), 10)).toEqual([])
    })

    more(() => stage)
  })
}
