/**
 * What a driver's error means to the person who runs the gateway. Drivers put whole statements, documents
 * and parameters into their messages and properties, so nothing of them is passed on but a code that is
 * known to be one; the sentence is ours, from the table of `driver-error-reasons.ts`.
 */
import { type Bilingual, CongkyError } from '@congky/shared'
import type { ConnectionConfig } from '../../domain/gateway-config.ts'
import { type DriverErrorKind, driverErrorReasons, driverMessageCodes } from './driver-error-reasons.ts'

const reasonByCode = new Map(
  driverErrorReasons.flatMap((reason) =>
    reason.codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, reason] as const),
  ),
)

/** Where the error came from: what the configuration says, which is no secret. */
export interface SourceFacts {
  readonly source: string
  readonly connection: Pick<ConnectionConfig, 'file' | 'host' | 'port' | 'instance' | 'database' | 'user'>
  readonly table: readonly string[]
}

export interface DriverErrorDescription {
  readonly kind: DriverErrorKind
  readonly detail: Bilingual
  /** The most telling code, or null. */
  readonly code: string | null
}

/** What to say about an error of a database driver. Never throws, and repeats nothing of the error but a code. */
export function describeDriverError(error: unknown, facts: SourceFacts): DriverErrorDescription {
  const codes = codesOf(error, 0)
  const code = codes.find((candidate) => reasonByCode.has(candidate)) ?? codes[0] ?? null
  const reason =
    code === null ? undefined : (reasonByCode.get(code) ?? reasonByCode.get(code.replace(/^(SQLITE_[A-Z]+)_.*$/, '$1')))
  const suffix = code === null || code.startsWith('CONGKY_') ? '' : ` (${code})`
  if (reason === undefined) {
    return {
      kind: 'unavailable',
      detail: {
        en: `the database driver reports an error${suffix}`,
        vi: `trình điều khiển cơ sở dữ liệu báo lỗi${suffix}`,
      },
      code,
    }
  }
  const names = namesOf(facts)
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '?') + suffix
  return { kind: reason.kind, detail: { en: fill(reason.en), vi: fill(reason.vi) }, code }
}

/** The error as one of ours. Its cause names the code; the driver's own error stays behind, with all it carries. */
export function toSourceError(error: unknown, facts: SourceFacts): CongkyError {
  if (error instanceof CongkyError) return error
  const { kind, detail, code } = describeDriverError(error, facts)
  const cause = new Error(`database driver: ${code ?? 'no code'}`)
  const name = kind === 'unavailable' || kind === 'locked' ? 'ERR_SOURCE_UNAVAILABLE' : 'ERR_SOURCE_LAYOUT'
  return new CongkyError(name, { source: facts.source, detail, kind }, { cause })
}

/** Whether an error made by `toSourceError` is of that kind. */
export function isSourceError(error: unknown, kind: DriverErrorKind): boolean {
  return error instanceof CongkyError && error.details.kind === kind
}

function namesOf({ connection, table }: SourceFacts): Readonly<Record<string, string>> {
  const { host, port, instance } = connection
  return {
    file: connection.file ?? '?',
    host,
    address: connection.file ?? (instance !== null ? `${host}\\${instance}` : port !== null ? `${host}:${port}` : host),
    database: connection.database,
    user: connection.user === '' ? '?' : connection.user,
    table: table.join('.'),
  }
}

const CAUSES_DEPTH_MAX = 4

/** Every code in the error and in what it wraps, the outermost first. */
function codesOf(error: unknown, depth: number): string[] {
  if (!(error instanceof Error) || depth > CAUSES_DEPTH_MAX) return []
  const fields = error as Error & Readonly<Record<string, unknown>>
  const own = [
    typeof fields.number === 'number' ? `MSSQL-${fields.number}` : null,
    typeof fields.errno === 'number' && fields.errno > 0 ? `MYSQL-${fields.errno}` : null,
    typeof fields.errorNum === 'number' && fields.errorNum > 0
      ? `ORA-${String(fields.errorNum).padStart(5, '0')}`
      : null,
    driverMessageCodes.find(([pattern]) => pattern.test(error.message))?.[1] ?? null,
    fields.code,
  ].filter((code): code is string => typeof code === 'string' && /^[A-Za-z0-9_-]{2,60}$/.test(code))
  const inner = [fields.originalError, fields.cause, ...listOf(fields.errors), ...listOf(fields.precedingErrors)]
  const innerCodes = inner.flatMap((each) => codesOf(each, depth + 1))
  // A wrapper's code (ESOCKET, EREQUEST) says less than what it wraps.
  return own.some((code) => reasonByCode.has(code) && !WRAPPERS.has(code))
    ? [...own, ...innerCodes]
    : [...innerCodes, ...own]
}

const WRAPPERS: ReadonlySet<string> = new Set(['ESOCKET', 'ELOGIN', 'ETIMEOUT', 'EREQUEST', 'ETRANS'])

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
