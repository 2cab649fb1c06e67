/** What an admin asks of a source before trusting it with requests: does it work, and can its table be made. */
import { type Bilingual, type CongkyError, type SourceState, toCongkyError } from '@congky/shared'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import { isSourceError } from './describe-driver-error.ts'
import { dialects } from './dialects/all-dialects.ts'
import type { GuardedDatabase } from './guarded-database.ts'
import { needsOf, openDatabase, type ResultFormatOf } from './open-table.ts'
import { ProbeStatements } from './probe-statements.ts'
import { buildReferenceTable } from './reference-table.ts'
import { examineLayout, quoteTable, type TableLayout } from './table-layout.ts'
import { testAnnouncing } from './test-announcing.ts'

export type SourceTestStepName = 'connect' | 'table' | 'encoding' | 'columns' | 'claim-columns' | 'rights' | 'new-rows'

export interface SourceTestStep {
  readonly step: SourceTestStepName
  readonly ok: boolean
  readonly detail: Bilingual
}

/** Rows of the table by state. */
export type SourceCounts = Readonly<Record<SourceState, number>>

export interface SourceTest {
  readonly ok: boolean
  /** In the order they were tried; the first failure of `connect` or `table` ends the test. */
  readonly steps: readonly SourceTestStep[]
  readonly counts: SourceCounts | null
  /** How far the database's clock is ahead of ours, in milliseconds; null when it was not asked. */
  readonly clockOffsetMs: number | null
}

/** Tries everything a source needs, changing nothing. What is wrong with the source is in the steps, not thrown. */
export async function testSource(
  config: TableSourceConfig,
  password: string | null,
  resultFormat?: ResultFormatOf,
): Promise<SourceTest> {
  const steps: SourceTestStep[] = []
  let database: GuardedDatabase | null = null
  let counts: SourceCounts | null = null
  let clockOffsetMs: number | null = null
  try {
    database = await attempt(steps, 'connect', CONNECTED, () => openDatabase(config, password))
    const layout = await testTable(steps, config, { database, resultFormat })
    if (layout !== null) {
      const statements = new ProbeStatements(dialects[config.dialect], layout, config.states)
      counts = await testRights(steps, database, statements)
      clockOffsetMs = await askClock(database, statements)
      await testNewRows(steps, database, config)
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
  } finally {
    await database?.close()
  }
  return { ok: steps.every((step) => step.ok), steps, counts, clockOffsetMs }
}

/**
 * Makes the reference table and its index; a missing SQLite file is made as well.
 *
 * @returns False when the table was there already; it is not touched then.
 * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT
 */
export async function initTable(
  config: TableSourceConfig,
  password: string | null,
): Promise<{ readonly created: boolean }> {
  const dialect = dialects[config.dialect]
  const statements = buildReferenceTable(dialect, config)
  const database = await openDatabase(config, password, { create: true })
  try {
    if (await tableExists(database, config)) return { created: false }
    for (const statement of statements) await database.execute(statement)
    return { created: true }
  } catch (error) {
    // Someone else made it between our look and our statement.
    if (isSourceError(error, 'table-exists')) return { created: false }
    throw error
  } finally {
    await database.close()
  }
}

async function tableExists(database: GuardedDatabase, config: TableSourceConfig): Promise<boolean> {
  try {
    await database.describe(quoteTable(dialects[config.dialect], config))
    return true
  } catch (error) {
    if (isSourceError(error, 'table-missing')) return false
    throw error
  }
}

async function testTable(
  steps: SourceTestStep[],
  config: TableSourceConfig,
  { database, resultFormat }: { readonly database: GuardedDatabase; readonly resultFormat: ResultFormatOf | undefined },
): Promise<TableLayout | null> {
  const dialect = dialects[config.dialect]
  const described = await attempt(steps, 'table', tableFound(config), async () =>
    database.describe(quoteTable(dialect, config)),
  )
  const unfit = await attempt(
    steps,
    'encoding',
    ENCODING_FITS,
    () => dialect.checkDatabase(database),
    (found) => found,
  )
  const { layout, problems, warnings } = examineLayout(dialect, config, described, needsOf(config, resultFormat))
  const found = problems.length > 0 ? joinDetails(problems) : null
  steps.push({ step: 'columns', ok: found === null, detail: found ?? COLUMNS_FIT })
  if (layout === null) return null
  steps.push({ step: 'claim-columns', ok: true, detail: warnings.length > 0 ? joinDetails(warnings) : CLAIMS_FIT })
  return unfit === null ? layout : null
}

async function testRights(
  steps: SourceTestStep[],
  database: GuardedDatabase,
  statements: ProbeStatements,
): Promise<SourceCounts> {
  return attempt(steps, 'rights', RIGHTS_FIT, async () => {
    await database.execute(statements.write())
    const count = async (state: SourceState) => {
      const statement = statements.count(state)
      const [row] = statement === null ? [] : await database.query(statement)
      return Number(row?.rows ?? 0)
    }
    const inHand = { claimed: await count('claimed'), awaitingApproval: await count('awaitingApproval') }
    const done = { signed: await count('signed'), rejected: await count('rejected') }
    return { pending: await count('pending'), ...inHand, ...done }
  })
}

async function testNewRows(
  steps: SourceTestStep[],
  database: GuardedDatabase,
  config: TableSourceConfig,
): Promise<void> {
  await attempt(
    steps,
    'new-rows',
    (how) => how,
    () => testAnnouncing(database, config),
  )
}

/** Compared with the middle of the call, when the database most likely looked at its clock. */
async function askClock(database: GuardedDatabase, statements: ProbeStatements): Promise<number | null> {
  const before = Date.now()
  const [row] = await database.query(statements.clock())
  const now = Number(row?.now)
  return Number.isFinite(now) ? Math.round(now - (before + Date.now()) / 2) : null
}

/** A step went wrong in a way that leaves nothing to try after it; it is in the steps by now. */
class StepFailed extends Error {}

/** Runs one step and notes how it went. @param objection Says what is wrong with an answer; null when nothing is. */
async function attempt<T>(
  steps: SourceTestStep[],
  step: SourceTestStepName,
  good: Bilingual | ((answer: T) => Bilingual),
  run: () => Promise<T>,
  objection: (answer: T) => Bilingual | null = () => null,
): Promise<T> {
  try {
    const answer = await run()
    const wrong = objection(answer)
    const right = typeof good === 'function' ? good(answer) : good
    steps.push({ step, ok: wrong === null, detail: wrong ?? right })
    return answer
  } catch (error) {
    const known = toCongkyError(error)
    if (known.code === 'ERR_INTERNAL') throw error
    steps.push({ step, ok: false, detail: detailOf(known) })
    throw new StepFailed()
  }
}

/** The reason without the sentence around it, which names the source once more. */
function detailOf(error: CongkyError): Bilingual {
  const { detail } = error.details
  if (typeof detail === 'object') return detail
  return { en: error.text('en').message, vi: error.text('vi').message }
}

function joinDetails(details: readonly Bilingual[]): Bilingual {
  return { en: details.map(({ en }) => en).join('; '), vi: details.map(({ vi }) => vi).join('; ') }
}

const CONNECTED = { en: 'the database answers', vi: 'cơ sở dữ liệu trả lời' }
const ENCODING_FITS = { en: 'the character set holds every letter', vi: 'bảng mã chứa đủ mọi chữ' }
const COLUMNS_FIT = { en: 'every configured column is there and fits', vi: 'đủ các cột đã khai và đúng kiểu' }
const CLAIMS_FIT = {
  en: 'claims carry a token and a lease; several gateways can share the table',
  vi: 'dòng đang nhận có mã và thời hạn; nhiều cổng ký dùng chung bảng được',
}
const RIGHTS_FIT = { en: 'the user may read and write what is needed', vi: 'tài khoản đủ quyền đọc và ghi' }

function tableFound({ table }: TableSourceConfig): Bilingual {
  return { en: `the table ${table.join('.')} is there`, vi: `có bảng ${table.join('.')}` }
}
