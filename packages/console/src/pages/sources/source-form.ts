/**
 * What a person typed about a source, and how it becomes an edit. Only what differs from what was looked at is sent,
 * so that two people who change different things of one source do not undo each other.
 */
import {
  type ColumnEncoding,
  type DraftValue,
  REFERENCE_COLUMNS,
  type SourceColumns,
  type SourceConfigView,
  type SourceDialect,
  type SourceDraft,
  type SourceState,
} from '@congky/shared'

export type ColumnKey = keyof SourceColumns
export type StateKey = SourceState

/** Texts as they stand in the fields; empty is nothing. */
export interface SourceForm {
  readonly application: string
  readonly name: string
  readonly active: boolean
  readonly dialect: SourceDialect
  readonly file: string
  readonly host: string
  readonly instance: string
  readonly port: string
  readonly database: string
  readonly user: string
  /** Typed now; an empty one leaves what is stored. */
  readonly password: string
  readonly tls: 'auto' | 'off' | 'on' | 'verify'
  readonly legacyTls: boolean
  /** Parts of its name; empty while none is chosen. */
  readonly table: readonly string[]
  readonly columns: Readonly<Record<ColumnKey, string>>
  readonly documentEncoding: ColumnEncoding
  readonly signedDocumentEncoding: ColumnEncoding
  readonly states: Readonly<Record<StateKey, string>>
  readonly pollMs: string
  readonly idlePollMs: string
  readonly listen: boolean
  readonly defaultCertificate: string
}

export const STATE_KEYS: readonly StateKey[] = ['pending', 'claimed', 'awaitingApproval', 'signed', 'rejected']

/** An input holds text: a column that is not there is empty. */
export const REFERENCE_INPUTS = Object.fromEntries(
  Object.entries(REFERENCE_COLUMNS).map(([column, name]) => [column, name ?? '']),
) as SourceForm['columns']

export function emptyForm(): SourceForm {
  return {
    ...{ application: '', name: '', active: true, dialect: 'mssql', file: '', host: '.', instance: '', port: '' },
    ...{ database: '', user: '', password: '', tls: 'auto', legacyTls: false, table: [] },
    columns: REFERENCE_INPUTS,
    ...{ documentEncoding: 'auto', signedDocumentEncoding: 'auto' },
    states: { pending: '0', claimed: '1', awaitingApproval: '', signed: '2', rejected: '3' },
    ...{ pollMs: '', idlePollMs: '', listen: true, defaultCertificate: '' },
  }
}

export function formOf(source: SourceConfigView): SourceForm {
  const { name, application, active, dialect, connection, table, columns, states, defaultCertificate } = source
  const { documentEncoding, signedDocumentEncoding, pollMs, idlePollMs, listen } = source
  const { file, host, instance, port, database, user, tls, legacyTls } = connection
  const texts = <K extends string>(values: Readonly<Record<K, string | number | null>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, textOf(value)])) as Record<K, string>
  return {
    ...{ documentEncoding, signedDocumentEncoding, pollMs: textOf(pollMs), idlePollMs: textOf(idlePollMs), listen },
    ...{ name, active, dialect, host, database, user, tls, legacyTls, table, password: '' },
    ...{ application: textOf(application), file: textOf(file), instance: textOf(instance), port: textOf(port) },
    ...{ columns: texts({ ...columns }), states: texts({ ...states }), defaultCertificate: textOf(defaultCertificate) },
  }
}

const textOf = (value: unknown) => (value === null || value === undefined ? '' : String(value))

/** The form of somebody who typed on while others saved: what was typed stays, the rest is as it is now. */
export function rebase(typed: SourceForm, seen: SourceForm, now: SourceForm): SourceForm {
  const entries = (Object.keys(typed) as (keyof SourceForm)[])
    .filter((key) => !isSame(typed[key], seen[key]))
    .map((key) => [key, typed[key]])
  return { ...now, ...Object.fromEntries(entries) }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** @param seen What the form began with; null for a new source, of which everything is sent. */
export function toDraft(form: SourceForm, seen: SourceForm | null): SourceDraft {
  const isOtherKind = seen?.dialect !== form.dialect
  const changed = (key: keyof SourceForm) => seen === null || !isSame(form[key], seen[key])
  const connection = toConnection(form, (key) => isOtherKind || changed(key))
  const { active, dialect, table, defaultCertificate, application } = form
  const { documentEncoding, signedDocumentEncoding } = form
  return {
    ...(changed('application') ? { application: application || null } : {}),
    ...(changed('active') ? { active } : {}),
    ...(isOtherKind ? { dialect } : {}),
    ...(Object.keys(connection).length > 0 ? { connection } : {}),
    ...(changed('table') && table.length > 0 ? { table } : {}),
    ...(changed('columns') ? { columns: toColumns(form.columns) } : {}),
    ...(changed('documentEncoding') ? { documentEncoding } : {}),
    ...(changed('signedDocumentEncoding') ? { signedDocumentEncoding } : {}),
    ...(changed('states') ? { states: toStates(form.states) } : {}),
    ...(changed('pollMs') ? { pollMs: form.pollMs.trim() || null } : {}),
    ...(changed('idlePollMs') ? { idlePollMs: form.idlePollMs.trim() || null } : {}),
    ...(changed('listen') && dialect === 'postgres' ? { listen: form.listen } : {}),
    ...(changed('defaultCertificate') ? { defaultCertificate: defaultCertificate || null } : {}),
  }
}

/** Each kind of database takes its own keys and refuses the others. */
function toConnection(form: SourceForm, changed: (key: keyof SourceForm) => boolean): Record<string, DraftValue> {
  if (form.dialect === 'sqlite') return changed('file') ? { file: form.file.trim() || null } : {}
  const keys = [
    'host',
    'port',
    'database',
    'user',
    ...(form.dialect === 'mssql' ? (['instance'] as const) : []),
  ] as const
  const connection: Record<string, DraftValue> = {}
  for (const key of keys) if (changed(key)) connection[key] = form[key].trim() || null
  if (changed('tls')) connection.tls = form.tls === 'auto' ? null : form.tls
  if (form.dialect === 'mssql' && changed('legacyTls')) connection.legacyTls = form.legacyTls
  return connection
}

function toColumns(columns: SourceForm['columns']): Record<string, string | null> {
  return Object.fromEntries(Object.entries(columns).map(([key, value]) => [key, value || null]))
}

/** Digits are meant as a number, and an empty field is no code of its own. */
function toStates(states: SourceForm['states']): Record<string, string | number | null> {
  const code = (value: string) => (/^-?\d{1,9}$/.test(value) ? Number(value) : value || null)
  return Object.fromEntries(Object.entries(states).map(([key, value]) => [key, code(value)]))
}

/** A short name for the history, made of what was typed: `ECUS5VNACCS`, `Kho Hải Phòng` → `ecus5vnaccs-kho-hai-phong`. */
export function suggestName({ application, database, dialect }: SourceForm, taken: readonly string[]): string {
  const words = `${application} ${database}`
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 50)
  const base = words || dialect
  return [base, ...Array.from({ length: taken.length }, (_, at) => `${base}-${at + 2}`)].find(
    (name) => !taken.includes(name),
  ) as string
}
