import type { Row } from '../../sources/table/dialects/dialect.ts'
import { rawSql, type Sql, sql } from '../../sources/table/sql.ts'
import type { Answer, Inbox, InboxEntry, MessageKey, ReceivedMessage, ReceivedSummary } from '../exchange-store.ts'
import type { MessageTables } from './message-tables.ts'
import { type Facts, factsIn, keyIn, numberIn, textIn, timeIn } from './row-facts.ts'
import { execute, rowsOf, type Script, type ScriptRunner } from './script.ts'

/** MSG_PROCESSED. */
const RECEIVED = 0
const PROCESSED = 1
/** MSG_REQUESTED of an answer: it leaves in the session that asked for it. */
const SENT = 1

const FACTS = ['version', 'fromName', 'from', 'to', 'type', 'function', 'reference', 'messageId'] as const
const SUMMARY = [...FACTS, 'receivedMs', 'errorCount', 'processed', 'answersFrom', 'answersId'] as const

export class TableInbox implements Inbox {
  readonly #tables: MessageTables
  readonly #runner: ScriptRunner

  constructor(tables: MessageTables, runner: ScriptRunner) {
    this.#tables = tables
    this.#runner = runner
  }

  find(key: MessageKey): Promise<InboxEntry | null> {
    return this.#runner.read(() => this.#find(key))
  }

  async receive(message: ReceivedMessage): Promise<void> {
    try {
      await this.#runner.run(() => receiveScript(this.#tables, message, { answers: null }))
    } catch (error) {
      // Another gateway may have kept the same message between our look and our statement.
      const known = await this.find(message).catch(() => null)
      if (known === null) throw error
    }
  }

  answer(key: MessageKey, answer: Answer): Promise<Answer> {
    return this.#runner.run(() => this.#answer(key, answer))
  }

  async noteError(key: MessageKey): Promise<void> {
    const { inbox } = this.#tables
    const errorCount = sql`${inbox.column('errorCount')} + 1`
    await this.#runner.run(() => execute(inbox.update({ errorCount }, inbox.has(toKey(key)))))
  }

  async list(limit: number): Promise<readonly ReceivedSummary[]> {
    const { inbox } = this.#tables
    const newest = inbox.first(SUMMARY, rawSql('1 = 1'), { orderBy: newestFirst(inbox.column('id')), rows: limit })
    return (await this.#runner.read(() => rowsOf(newest))).map(toSummary)
  }

  async describe(key: MessageKey): Promise<ReceivedSummary | null> {
    const { inbox } = this.#tables
    const [row] = await this.#runner.read(() => rowsOf(inbox.select(SUMMARY, inbox.has(toKey(key)))))
    return row === undefined ? null : toSummary(row)
  }

  async origin(key: MessageKey): Promise<string | null> {
    const { inbox } = this.#tables
    const [row] = await this.#runner.read(() => rowsOf(inbox.select(['origin'], inbox.has(toKey(key)))))
    return row === undefined ? null : textIn(row, 'origin') || null
  }

  *#find(key: MessageKey): Script<InboxEntry | null> {
    const { inbox } = this.#tables
    const [row] = yield* rowsOf(
      inbox.select(['sha256', 'receivedMs', 'errorCount', 'processed'], inbox.has(toKey(key))),
    )
    if (row === undefined) return null
    const isAnswered = numberIn(row, 'processed') === PROCESSED
    return {
      sha256: textIn(row, 'sha256'),
      receivedAt: timeIn(row, 'receivedMs') ?? new Date(0),
      errorCount: numberIn(row, 'errorCount'),
      answer: isAnswered ? yield* this.#answerTo(key) : null,
    }
  }

  *#answerTo(key: MessageKey): Script<Answer | null> {
    const { outbox } = this.#tables
    const where = outbox.has({ answersFrom: key.from, answersId: key.messageId })
    const [row] = yield* rowsOf(outbox.select([...FACTS, 'content', 'createdMs'], where))
    const content = row === undefined ? '' : textIn(row, 'content')
    // Its text may have been dropped for its age.
    if (row === undefined || content === '') return null
    return { ...factsIn(row), content, createdAt: timeIn(row, 'createdMs') ?? new Date(0) }
  }

  *#answer(key: MessageKey, answer: Answer): Script<Answer> {
    const { inbox, outbox } = this.#tables
    const unanswered = sql`${inbox.has(toKey(key))} AND ${inbox.has({ processed: RECEIVED })}`
    const processed = { processed: PROCESSED, processedTime: inbox.present }
    const won = (yield* execute(inbox.update(processed, unanswered))) > 0
    if (!won) return (yield* this.#answerTo(key)) ?? answer
    yield* execute(
      outbox.insert({
        ...toFacts(answer),
        content: answer.content,
        requested: SENT,
        createTime: outbox.present,
        errorCount: 0,
        answersFrom: key.from,
        answersId: key.messageId,
        createdMs: answer.createdAt.getTime(),
      }),
    )
    return answer
  }
}

/** Keeps what came from customs, unless it is there; an answer is processed by being kept. */
export function* receiveScript(
  { inbox }: MessageTables,
  message: ReceivedMessage,
  { answers }: { readonly answers: MessageKey | null },
): Script<void> {
  const [known] = yield* rowsOf(inbox.select(['id'], inbox.has(toKey(message))))
  if (known !== undefined) return
  yield* execute(
    inbox.insert({
      ...toFacts(message),
      origin: message.origin,
      receiveTime: inbox.present,
      processed: answers === null ? RECEIVED : PROCESSED,
      ...(answers === null ? {} : { processedTime: inbox.present }),
      errorCount: 0,
      sha256: message.sha256,
      answersFrom: answers?.from ?? null,
      answersId: answers?.messageId ?? null,
      receivedMs: message.receivedAt.getTime(),
    }),
  )
}

export const toKey = ({ from, messageId }: MessageKey) => ({ from, messageId })

export function toFacts({ version, fromName, from, to, type, function: fn, reference, messageId }: Facts): Facts {
  return { version, fromName, from, to, type, function: fn, reference, messageId }
}

export const newestFirst = (id: Sql) => sql`${id} DESC`

function toSummary(row: Row): ReceivedSummary {
  return {
    ...factsIn(row),
    receivedAt: timeIn(row, 'receivedMs') ?? new Date(0),
    errorCount: numberIn(row, 'errorCount'),
    isAnswered: numberIn(row, 'processed') === PROCESSED,
    answers: keyIn(row, { from: 'answersFrom', messageId: 'answersId' }),
  }
}
