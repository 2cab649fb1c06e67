import { type ErrorCode, type ErrorDetails, isErrorCode } from '@congky/shared'
import type { Row } from '../../sources/table/dialects/dialect.ts'
import { joinSql, type Sql, type SqlValue, sql } from '../../sources/table/sql.ts'
import type {
  MessageKey,
  Outbox,
  OutgoingChange,
  OutgoingMessage,
  OutgoingState,
  OutgoingSummary,
} from '../exchange-store.ts'
import type { outboxColumns } from './message-columns.ts'
import { WIDTHS } from './message-columns.ts'
import type { MessageTables } from './message-tables.ts'
import { factsIn, numberIn, textIn, timeIn } from './row-facts.ts'
import { execute, rowsOf, type Script, type ScriptRunner } from './script.ts'
import { newestFirst, receiveScript, toFacts, toKey } from './table-inbox.ts'

type Name = keyof typeof outboxColumns
type More = NonNullable<Parameters<Outbox['change']>[3]>

/** MSG_REQUESTED by its number; 1 is also that of our answers. */
const STATES: readonly OutgoingState[] = ['waiting', 'accepted', 'refused', 'unknown', 'held', 'signing']

const SUMMARY: readonly Name[] = [
  ...(['version', 'fromName', 'from', 'messageId', 'to', 'type', 'function', 'reference'] as const),
  ...(['gatewayKey', 'requested', 'sha256', 'createdMs', 'signedMs', 'requester', 'workstation'] as const),
  ...(['errorCount', 'nextMs', 'errorCode', 'errorDetails', 'answeredMs'] as const),
]
const WHOLE: readonly Name[] = [...SUMMARY, 'content', 'answer']

export class TableOutbox implements Outbox {
  readonly #tables: MessageTables
  readonly #runner: ScriptRunner

  constructor(tables: MessageTables, runner: ScriptRunner) {
    this.#tables = tables
    this.#runner = runner
  }

  async add(message: OutgoingMessage): Promise<OutgoingMessage> {
    try {
      return await this.#runner.run(() => this.#add(message))
    } catch (error) {
      // Another gateway may have kept the same message between our look and our statement.
      const known = await this.findByKey(message).catch(() => null)
      if (known === null) throw error
      return known
    }
  }

  find(id: string): Promise<OutgoingMessage | null> {
    return this.#runner.read(() => this.#one(this.#tables.outbox.has({ gatewayKey: id })))
  }

  findByKey(key: MessageKey): Promise<OutgoingMessage | null> {
    return this.#runner.read(() => this.#one(this.#ownWith(key)))
  }

  change(
    id: string,
    states: readonly OutgoingState[],
    change: OutgoingChange,
    more: More = {},
  ): Promise<OutgoingMessage | null> {
    return this.#runner.run(() => this.#change(id, states, change, more))
  }

  due(now: Date, limit: number): Promise<readonly OutgoingSummary[]> {
    const { outbox } = this.#tables
    const isDue = sql`${outbox.column('nextMs')} <= ${now.getTime()}`
    return this.#list(outbox.first(SUMMARY, isDue, { orderBy: outbox.column('id'), rows: limit }))
  }

  list(limit: number): Promise<readonly OutgoingSummary[]> {
    const { outbox } = this.#tables
    const isOwn = sql`${outbox.column('gatewayKey')} IS NOT NULL`
    return this.#list(outbox.first(SUMMARY, isOwn, { orderBy: newestFirst(outbox.column('id')), rows: limit }))
  }

  async #list(statement: Sql): Promise<readonly OutgoingSummary[]> {
    return (await this.#runner.read(() => rowsOf(statement))).map(toSummary)
  }

  *#add(message: OutgoingMessage): Script<OutgoingMessage> {
    const { outbox } = this.#tables
    const known = yield* this.#one(this.#ownWith(message))
    if (known !== null) return known
    yield* execute(
      outbox.insert({
        ...toFacts(message),
        ...toValues(message),
        gatewayKey: message.id,
        sha256: message.sha256,
        createTime: outbox.present,
        createdMs: message.createdAt.getTime(),
        requester: message.requester,
        workstation: message.workstationId,
      }),
    )
    return message
  }

  *#one(where: Sql): Script<OutgoingMessage | null> {
    const [row] = yield* rowsOf(this.#tables.outbox.select(WHOLE, where))
    if (row === undefined) return null
    return { ...toSummary(row), content: textIn(row, 'content'), answer: textIn(row, 'answer') || null }
  }

  *#change(
    id: string,
    states: readonly OutgoingState[],
    change: OutgoingChange,
    { dueAt, answer }: More,
  ): Script<OutgoingMessage | null> {
    const { outbox } = this.#tables
    const isOne = outbox.has({ gatewayKey: id })
    const isIn = states.map((state) => outbox.has({ requested: STATES.indexOf(state) }))
    const isDue = dueAt === undefined ? isOne : outbox.has({ gatewayKey: id, nextMs: dueAt.getTime() })
    const won = yield* execute(outbox.update(toValues(change), sql`${isDue} AND (${joinSql(isIn, ' OR ')})`))
    if (won === 0) return null
    const changed = yield* this.#one(isOne)
    if (changed !== null && answer !== undefined) {
      yield* receiveScript(this.#tables, answer, { answers: changed })
    }
    return changed
  }

  /** An answer of ours may bear an id that somebody chose for a message: it is none of these. */
  #ownWith(key: MessageKey): Sql {
    const { outbox } = this.#tables
    return sql`${outbox.has(toKey(key))} AND ${outbox.column('gatewayKey')} IS NOT NULL`
  }
}

/** The columns of what changes; what is undefined stays. */
function toValues(change: OutgoingChange): Readonly<Partial<Record<Name, SqlValue | null>>> {
  const { state, content, signedAt, errorCount, nextAttemptAt, lastError, answer, answeredAt } = change
  return {
    ...(state === undefined ? {} : { requested: STATES.indexOf(state) }),
    ...(content === undefined ? {} : { content }),
    ...(signedAt === undefined ? {} : { signedMs: signedAt?.getTime() ?? null }),
    ...(errorCount === undefined ? {} : { errorCount }),
    ...(nextAttemptAt === undefined ? {} : { nextMs: nextAttemptAt?.getTime() ?? null }),
    ...(lastError === undefined
      ? {}
      : { errorCode: lastError?.code ?? null, errorDetails: lastError === null ? null : toText(lastError.details) }),
    ...(answer === undefined ? {} : { answer }),
    ...(answeredAt === undefined ? {} : { answeredMs: answeredAt?.getTime() ?? null }),
  }
}

/** Half of JSON is none: details that do not fit are left out. */
function toText(details: ErrorDetails): string {
  const text = JSON.stringify(details)
  return text.length <= (WIDTHS.long ?? 0) ? text : '{}'
}

function toSummary(row: Row): OutgoingSummary {
  return {
    ...factsIn(row),
    id: textIn(row, 'gatewayKey'),
    state: STATES[numberIn(row, 'requested')] ?? 'held',
    sha256: textIn(row, 'sha256'),
    createdAt: timeIn(row, 'createdMs') ?? new Date(0),
    signedAt: timeIn(row, 'signedMs'),
    requester: textIn(row, 'requester'),
    workstationId: textIn(row, 'workstation') || null,
    errorCount: numberIn(row, 'errorCount'),
    nextAttemptAt: timeIn(row, 'nextMs'),
    lastError: toError(textIn(row, 'errorCode'), textIn(row, 'errorDetails')),
    answeredAt: timeIn(row, 'answeredMs'),
  }
}

/** A code of a newer version, or one that somebody wrote into the table, is shown as an internal error. */
function toError(code: string, details: string): OutgoingSummary['lastError'] {
  if (code === '') return null
  if (!isErrorCode(code)) return { code: 'ERR_INTERNAL', details: {} }
  return { code: code satisfies ErrorCode, details: parseDetails(details) }
}

function parseDetails(text: string): ErrorDetails {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as ErrorDetails) : {}
  } catch {
    return {}
  }
}
