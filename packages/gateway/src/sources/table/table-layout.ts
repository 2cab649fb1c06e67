/**
 * Whether a table is what its configuration says: names that can be quoted, columns that exist, types that
 * can hold what is written. Found out before the first row is claimed, and told all at once, because a
 * signature that cannot be written back is worse than one that was not made.
 */
import { type Bilingual, type ColumnEncoding, CongkyError, type SourceColumns, type StateCode } from '@congky/shared'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { ColumnInfo, ColumnKind, Dialect, LayoutColumn } from './dialects/dialect.ts'
import { identifierProblem, quoteIdentifier } from './identifiers.ts'
import { rawSql, renderSql, type Sql } from './sql.ts'

export type ColumnName = keyof SourceColumns

type RequiredColumn = 'id' | 'document' | 'state' | 'signedDocument'

/** A request table that statements can be built for. Optional columns are null when the table has none. */
export type TableLayout = {
  readonly table: Sql
} & { readonly [Name in RequiredColumn]: LayoutColumn } & {
  readonly [Name in Exclude<ColumnName, RequiredColumn>]: LayoutColumn | null
}

export interface LayoutFindings {
  /** Null when there are problems. */
  readonly layout: TableLayout | null
  /** What makes the table unusable. */
  readonly problems: readonly Bilingual[]
  /** What works, but worse than it could. */
  readonly warnings: readonly Bilingual[]
}

/**
 * The table's name in quotes.
 *
 * @throws {CongkyError} ERR_SOURCE_LAYOUT: the name of the table or of a column cannot be one.
 */
export function quoteTable(
  dialect: Dialect,
  {
    name,
    table,
    columns,
  }: Pick<TableSourceConfig, 'name' | 'table'> & {
    readonly columns: Partial<SourceColumns>
  },
): Sql {
  const rule = dialect.identifiers
  const names = [...table, ...Object.values(columns).filter((column) => column !== null)]
  const problems = names.flatMap((each) => identifierProblem(each, rule) ?? [])
  if (table.length < 1 || table.length > rule.tablePartsMax) {
    problems.push({
      en: `the name of the table has ${table.length} parts; 1 to ${rule.tablePartsMax} are possible`,
      vi: `tên bảng có ${table.length} phần; chỉ được từ 1 đến ${rule.tablePartsMax}`,
    })
  }
  if (problems.length > 0) throw layoutError(name, problems)
  return rawSql(table.map((part) => quoteIdentifier(part, rule)).join('.'))
}

/** One error that tells every problem. */
export function layoutError(source: string, problems: readonly Bilingual[]): CongkyError {
  const join = (language: keyof Bilingual) => problems.map((problem) => problem[language]).join('; ')
  return new CongkyError('ERR_SOURCE_LAYOUT', { source, detail: { en: join('en'), vi: join('vi') }, kind: 'layout' })
}

export const NOT_UNIQUE: Bilingual = {
  en: 'several rows share one key; the key column must be unique',
  vi: 'có nhiều dòng trùng khóa; cột khóa phải là duy nhất',
}

/** Whether bytes that are no text can stand in a column. */
export function takesBytes({ kind }: ColumnInfo, encoding: ColumnEncoding): boolean {
  return kind === 'binary' || encoding === 'base64'
}

/** What is wrong with a column of text for what is no text. */
export function textColumn({ name, type }: ColumnInfo): Bilingual {
  return {
    en: `column ${name} (${type}) holds text only, and the signed document is bytes: set signedDocumentEncoding to base64, or use a column of bytes`,
    vi: `cột ${name} (${type}) chỉ chứa được văn bản, còn chứng từ đã ký là dữ liệu nhị phân: đặt signedDocumentEncoding là base64, hoặc dùng cột kiểu nhị phân`,
  }
}

/** What of a configuration a table is compared with. */
export type LayoutWishes = Pick<
  TableSourceConfig,
  'name' | 'table' | 'columns' | 'states' | 'documentEncoding' | 'signedDocumentEncoding'
>

/**
 * Compares the configured columns with those that the table has.
 *
 * @param makesBytes Whether rows that name no profile get one whose results are never text.
 */
export function examineLayout(
  dialect: Dialect,
  config: LayoutWishes,
  described: readonly ColumnInfo[],
  { makesBytes }: { readonly makesBytes: boolean } = { makesBytes: false },
): LayoutFindings {
  const found: Partial<Record<ColumnName, LayoutColumn>> = {}
  const problems: Bilingual[] = []
  const warnings: Bilingual[] = []
  for (const [name, configured] of Object.entries(config.columns) as [ColumnName, string | null][]) {
    if (configured === null) continue
    const info = findColumn(described, configured, dialect.columnsIgnoreCase)
    if (info === undefined && name === 'note') warnings.push(noNotes(dialect, config, configured))
    else if (info === undefined) problems.push(missingColumn(configured))
    else found[name] = { sql: rawSql(quoteIdentifier(configured, dialect.identifiers)), info }
  }
  for (const [name, column] of Object.entries(found) as [ColumnName, LayoutColumn][]) {
    problems.push(...columnProblems(name, column.info, dialect))
    if (name === 'document' || name === 'signedDocument') {
      problems.push(...encodingProblems(column.info, config[`${name}Encoding`]))
    }
  }
  const signed = found.signedDocument?.info
  if (makesBytes && signed?.kind === 'text' && !takesBytes(signed, config.signedDocumentEncoding)) {
    problems.push(textColumn(signed))
  }
  problems.push(...stateProblems(config.states, found.state?.info))
  const { id, document, state, signedDocument } = found
  if (problems.length > 0 || !id || !document || !state || !signedDocument) {
    return { layout: null, problems, warnings: [] }
  }
  const none = { taxCode: null, profile: null, reference: null, requester: null, note: null }
  const noError = { errorCode: null, errorMessage: null }
  const noClaim = { claimedBy: null, claimToken: null, claimedUntil: null, createdAt: null, updatedAt: null }
  const layout = {
    ...none,
    ...noError,
    ...noClaim,
    ...found,
    id,
    document,
    state,
    signedDocument,
    table: quoteTable(dialect, config),
  }
  return { layout, problems, warnings: [...warnings, ...warningsOf(layout)] }
}

export function findColumn(
  described: readonly ColumnInfo[],
  name: string,
  ignoreCase: boolean,
): ColumnInfo | undefined {
  const exact = described.find((column) => column.name === name)
  if (exact || !ignoreCase) return exact
  return described.find((column) => column.name.toLowerCase() === name.toLowerCase())
}

function missingColumn(name: string): Bilingual {
  return { en: `the table has no column ${name}`, vi: `bảng không có cột ${name}` }
}

/** Tables that an earlier version made have no such column, and work as before. */
function noNotes(dialect: Dialect, config: LayoutWishes, name: string): Bilingual {
  const table = renderSql(quoteTable(dialect, config), String).text
  const column = quoteIdentifier(name, dialect.identifiers)
  const add = `ALTER TABLE ${table} ADD ${column} ${dialect.reference.columns.note}`
  return {
    en: `the table has no column ${name}, so approvers get no notes; it can be added: ${add}`,
    vi: `bảng không có cột ${name} nên người duyệt không có ghi chú; có thể thêm: ${add}`,
  }
}

const DOCUMENT_KINDS: readonly ColumnKind[] = ['text', 'binary']
const NUMBER_KINDS: readonly ColumnKind[] = ['integer', 'number']

/** What each column must be to do its work; a column that is only read may be anything. */
const kindsByColumn: Partial<Record<ColumnName, readonly ColumnKind[]>> = {
  id: ['integer', 'number', 'text', 'binary', 'other'],
  document: DOCUMENT_KINDS,
  signedDocument: DOCUMENT_KINDS,
  state: ['integer', 'number', 'text', 'other'],
  errorCode: ['text'],
  errorMessage: ['text'],
  claimedBy: ['text'],
  claimToken: ['text', 'other'],
  claimedUntil: NUMBER_KINDS,
  updatedAt: [...NUMBER_KINDS, 'time'],
}

const KIND_WORDS: Readonly<Record<ColumnKind, Bilingual>> = {
  integer: { en: 'whole numbers', vi: 'số nguyên' },
  number: { en: 'numbers', vi: 'số' },
  text: { en: 'text', vi: 'văn bản' },
  binary: { en: 'binary data', vi: 'dữ liệu nhị phân' },
  time: { en: 'date and time', vi: 'ngày giờ' },
  other: { en: 'another type', vi: 'kiểu khác' },
}

/** A UUID in text. */
const CLAIM_TOKEN_LENGTH = 36

function columnProblems(name: ColumnName, info: ColumnInfo, dialect: Dialect): Bilingual[] {
  const problems: Bilingual[] = []
  const kinds = kindsByColumn[name]
  if (kinds && (!kinds.includes(info.kind) || (name === 'id' && info.type === ''))) {
    const wanted = (language: keyof Bilingual) => kinds.map((kind) => KIND_WORDS[kind][language]).join(', ')
    problems.push({
      en: `column ${info.name} has the type ${info.type || '(none)'}, which does not fit (possible: ${wanted('en')})`,
      vi: `cột ${info.name} có kiểu ${info.type || '(không khai báo)'}, không phù hợp (có thể dùng: ${wanted('vi')})`,
    })
  }
  if (name === 'claimToken' && info.width !== null && info.width.size < CLAIM_TOKEN_LENGTH) {
    problems.push({
      en: `column ${info.name} holds ${info.width.size} characters; a claim token has ${CLAIM_TOKEN_LENGTH}`,
      vi: `cột ${info.name} chỉ chứa ${info.width.size} ký tự; mã nhận việc cần ${CLAIM_TOKEN_LENGTH}`,
    })
  }
  const holdsMilliseconds = name === 'claimedUntil' || (name === 'updatedAt' && info.kind !== 'time')
  if (holdsMilliseconds && dialect.name !== 'sqlite' && /^(tiny|small|medium)?int(eger|\b)/i.test(info.type)) {
    problems.push({
      en: `column ${info.name} (${info.type}) is too small for milliseconds since 1970; it needs bigint`,
      vi: `cột ${info.name} (${info.type}) quá nhỏ để chứa mili giây từ 1970; cần bigint`,
    })
  }
  return problems
}

function encodingProblems({ name, kind, type, unicode }: ColumnInfo, encoding: ColumnEncoding): Bilingual[] {
  if (encoding === 'bytes' && kind === 'text') {
    return [
      {
        en: `column ${name} (${type}) holds text, and its encoding is configured as bytes`,
        vi: `cột ${name} (${type}) chứa văn bản, trong khi cấu hình ghi là bytes (nhị phân)`,
      },
    ]
  }
  if (encoding === 'base64' || unicode) return []
  return [
    {
      en: `column ${name} (${type}) does not hold every letter; it needs utf8mb4, or nvarchar(max) in SQL Server`,
      vi: `cột ${name} (${type}) không chứa đủ chữ; cần utf8mb4, hoặc nvarchar(max) trên SQL Server`,
    },
  ]
}

function stateProblems(states: TableSourceConfig['states'], info: ColumnInfo | undefined): Bilingual[] {
  const problems: Bilingual[] = []
  const codes = Object.values(states).filter((code) => code !== null)
  if (new Set(codes.map(String)).size < codes.length) {
    problems.push({ en: 'two states have the same code', vi: 'có hai trạng thái dùng chung một mã' })
  }
  const isNumber = (code: StateCode) => String(code).trim() !== '' && Number.isSafeInteger(Number(code))
  const wrong = info && NUMBER_KINDS.includes(info.kind) ? codes.filter((code) => !isNumber(code)) : []
  if (wrong.length > 0) {
    problems.push({
      en: `column ${info?.name} holds numbers, and the state code ${wrong.join(', ')} is none`,
      vi: `cột ${info?.name} chứa số, còn mã trạng thái ${wrong.join(', ')} không phải là số`,
    })
  }
  return problems
}

/** A signed document is rarely larger: a signature adds about 5 KB. */
const COMFORTABLE_WIDTH = 1_000_000

function warningsOf(layout: TableLayout): Bilingual[] {
  const warnings: Bilingual[] = []
  const { info } = layout.signedDocument
  if (info.width !== null && info.width.size < COMFORTABLE_WIDTH) {
    const unit = info.width.unit === 'bytes' ? { en: 'bytes', vi: 'byte' } : { en: 'characters', vi: 'ký tự' }
    warnings.push({
      en: `column ${info.name} takes documents of up to ${info.width.size} ${unit.en} only`,
      vi: `cột ${info.name} chỉ chứa được chứng từ tới ${info.width.size} ${unit.vi}`,
    })
  }
  if (layout.claimToken === null || layout.claimedUntil === null) {
    warnings.push({
      en: 'without columns for claim token and lease, rows are protected by their state alone: after a crash a person sets claimed rows to pending again, and a second gateway is not recommended',
      vi: 'không có cột mã nhận việc và thời hạn nhận việc thì dòng chỉ được bảo vệ bằng trạng thái: sau sự cố cần chuyển tay các dòng đang nhận về chờ ký, và không nên chạy hai cổng ký',
    })
  }
  return warnings
}
