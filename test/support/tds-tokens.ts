/** What a TDS server answers with: the tokens of [MS-TDS] 2.2.7, whose sections are named below. */
import { type TdsValue, typeIds } from './tds-messages.ts'

const byte = (value: number) => Buffer.from([value])
const short = (value: number) => Buffer.from([value & 0xff, value >> 8])
const int = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const long = (value: bigint) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return bytes
}
const utf16 = (text: string) => Buffer.from(text, 'utf16le')
/** A text behind its length in letters, in one byte or in two. */
const shortText = (text: string) => Buffer.concat([byte(text.length), utf16(text)])
const longText = (text: string) => Buffer.concat([short(text.length), utf16(text)])
const withLength = (token: number, ...parts: readonly Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([byte(token), short(body.length), body])
}

const ENCRYPTION_NOT_SUPPORTED = 2

/** 2.2.6.5: version 11, and no TLS. */
export function preloginAnswer(): Buffer {
  const options = [
    { id: 0, data: Buffer.from([11, 0, 0, 0, 0, 0]) },
    { id: 1, data: byte(ENCRYPTION_NOT_SUPPORTED) },
  ]
  let offset = options.length * 5 + 1
  const table = options.map(({ id, data }) => {
    const entry = Buffer.from([id, offset >> 8, offset & 0xff, 0, data.length])
    offset += data.length
    return entry
  })
  return Buffer.concat([...table, byte(0xff), ...options.map(({ data }) => data)])
}

/** LOGINACK, 2.2.7.14: TDS 7.4. */
export function loginAck(): Buffer {
  return withLength(0xad, byte(1), Buffer.from([0x74, 0, 0, 4]), shortText('stand-in'), Buffer.from([11, 0, 0, 0]))
}

/** ERROR, 2.2.7.10. */
export function errorToken(number: number, message: string): Buffer {
  return withLength(
    0xaa,
    int(number),
    byte(1),
    byte(16),
    longText(message),
    shortText('stand-in'),
    shortText(''),
    int(1),
  )
}

/** ENVCHANGE, 2.2.7.9: a transaction began (8), was committed (9) or rolled back (10). */
export function transactionToken(change: 8 | 9 | 10): Buffer {
  const id = Buffer.concat([byte(8), long(1n)])
  return change === 8 ? withLength(0xe3, byte(change), id, byte(0)) : withLength(0xe3, byte(change), byte(0), id)
}

const doneTokens = { done: 0xfd, doneProcedure: 0xfe, doneInProcedure: 0xff } as const
const doneFlags = { more: 1, error: 2, count: 16, attention: 32 } as const

/** DONE and its kin, 2.2.7.6 to 2.2.7.8. */
export function doneToken(
  kind: keyof typeof doneTokens,
  flags: readonly (keyof typeof doneFlags)[] = [],
  rows = 0,
): Buffer {
  const status = flags.reduce((bits, flag) => bits | doneFlags[flag], 0)
  return Buffer.concat([byte(doneTokens[kind]), short(status), short(0), long(BigInt(rows))])
}

/** RETURNSTATUS, 2.2.7.18. */
export function returnStatus(): Buffer {
  return Buffer.concat([byte(0x79), int(0)])
}

/** A column as SQL Server would declare it. */
export interface TdsColumn {
  readonly name: string
  /** `bigint`, `nvarchar(20)`, `nvarchar_max`, `varbinary_max`…; null for an expression. */
  readonly type: string | null
}

type Encoding = { readonly info: Buffer; readonly encode: (value: TdsValue) => Buffer }

/** COLMETADATA, 2.2.7.4, and one ROW, 2.2.7.19, for each row. */
export function resultTokens(columns: readonly TdsColumn[], rows: readonly (readonly TdsValue[])[]): Buffer {
  const encodings = columns.map(({ type }, index) => encodingOf(type ?? guessType(rows[0]?.[index] ?? null)))
  const metadata = columns.map(({ name }, index) =>
    Buffer.concat([int(0), short(1), encodings[index]?.info ?? Buffer.alloc(0), shortText(name)]),
  )
  const encoded = rows.map((row) =>
    Buffer.concat([byte(0xd1), ...row.map((value, index) => encodings[index]?.encode(value) ?? Buffer.alloc(0))]),
  )
  return Buffer.concat([byte(0x81), short(columns.length), ...metadata, ...encoded])
}

function guessType(value: TdsValue): string {
  return typeof value === 'bigint' || typeof value === 'number' ? 'bigint' : 'nvarchar_max'
}

const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34])

function encodingOf(declared: string): Encoding {
  const [, name = '', size] = /^(\w+)\s*(?:\((\w+)\))?/.exec(declared.toLowerCase()) ?? []
  switch (name) {
    case 'bigint':
    case 'integer':
      return integers(8)
    case 'int':
      return integers(4)
    case 'smallint':
      return integers(2)
    case 'datetime2':
      // Its values are never asked for; its presence is.
      return { info: Buffer.from([typeIds.datetime2, 3]), encode: () => byte(0) }
    case 'varchar':
      return texts(typeIds.varchar, Number(size), 'latin1')
    case 'varbinary_max':
      return {
        info: Buffer.concat([byte(typeIds.varbinary), short(0xffff)]),
        encode: (value) => longBytes(toBytes(value)),
      }
    case 'nvarchar':
      return texts(typeIds.nvarchar, Number(size) * 2, 'utf16le')
    case 'nvarchar_max':
      return {
        info: Buffer.concat([byte(typeIds.nvarchar), short(0xffff), COLLATION]),
        encode: (value) => longBytes(value === null ? null : utf16(toText(value))),
      }
    default:
      throw new Error(`the stand-in knows no columns of type ${declared}`)
  }
}

function integers(bytes: 2 | 4 | 8): Encoding {
  return {
    info: Buffer.from([typeIds.int, bytes]),
    encode: (value) =>
      value === null ? byte(0) : Buffer.concat([byte(bytes), long(BigInt(toText(value))).subarray(0, bytes)]),
  }
}

function texts(type: number, bytesMax: number, encoding: 'utf16le' | 'latin1'): Encoding {
  return {
    info: Buffer.concat([byte(type), short(bytesMax), COLLATION]),
    encode: (value) => {
      if (value === null) return short(0xffff)
      const bytes = Buffer.from(toText(value), encoding)
      return Buffer.concat([short(bytes.length), bytes])
    },
  }
}

/** 2.2.5.2.3: the whole length, one piece, and an empty one. */
function longBytes(bytes: Buffer | null): Buffer {
  if (bytes === null) return long(-1n)
  const piece = bytes.length === 0 ? [] : [int(bytes.length), bytes]
  return Buffer.concat([long(BigInt(bytes.length)), ...piece, int(0)])
}

function toText(value: TdsValue): string {
  return Buffer.isBuffer(value) ? value.toString('utf8') : String(value)
}

function toBytes(value: TdsValue): Buffer | null {
  return value === null || Buffer.isBuffer(value) ? value : Buffer.from(toText(value), 'utf8')
}
