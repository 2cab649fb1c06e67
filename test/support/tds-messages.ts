/**
 * The messages of TDS 7.4, as far as `tedious` and our statements use them: [MS-TDS], whose sections are
 * named below. Numbers are little-endian unless a section says otherwise; texts are UTF-16LE.
 */

/** 2.2.3.1.1 Type. */
export const messageTypes = {
  batch: 1,
  rpc: 3,
  response: 4,
  attention: 6,
  transaction: 14,
  login: 16,
  prelogin: 18,
} as const

const HEADER_BYTES = 8
const PACKET_BYTES = 4096
const LAST_PACKET = 1

export interface Message {
  readonly type: number
  readonly payload: Buffer
}

/** Puts packets together to messages: 2.2.3.1. */
export class MessageReader {
  #received = Buffer.alloc(0)
  #payloads: Buffer[] = []

  /** @returns The messages that are complete by now. */
  read(chunk: Buffer): readonly Message[] {
    this.#received = Buffer.concat([this.#received, chunk])
    const messages: Message[] = []
    while (this.#received.length >= HEADER_BYTES) {
      const length = this.#received.readUInt16BE(2)
      if (this.#received.length < length) break
      const packet = this.#received.subarray(0, length)
      this.#received = this.#received.subarray(length)
      this.#payloads.push(packet.subarray(HEADER_BYTES))
      if ((packet.readUInt8(1) & LAST_PACKET) === 0) continue
      messages.push({ type: packet.readUInt8(0), payload: Buffer.concat(this.#payloads) })
      this.#payloads = []
    }
    return messages
  }
}

/** A response in packets. */
export function toPackets(payload: Buffer): Buffer {
  const packets: Buffer[] = []
  const room = PACKET_BYTES - HEADER_BYTES
  for (let at = 0, id = 1; at === 0 || at < payload.length; at += room, id++) {
    const part = payload.subarray(at, at + room)
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUInt8(messageTypes.response, 0)
    header.writeUInt8(at + room >= payload.length ? LAST_PACKET : 0, 1)
    header.writeUInt16BE(part.length + HEADER_BYTES, 2)
    header.writeUInt8(id % 256, 6)
    packets.push(header, part)
  }
  return Buffer.concat(packets)
}

/** Reads a message from front to back. */
export class Cursor {
  readonly #buffer: Buffer
  #at = 0

  constructor(buffer: Buffer) {
    this.#buffer = buffer
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#buffer.length
  }

  take(bytes: number): Buffer {
    this.#at += bytes
    return this.#buffer.subarray(this.#at - bytes, this.#at)
  }

  byte = (): number => this.take(1).readUInt8()
  short = (): number => this.take(2).readUInt16LE()
  int = (): number => this.take(4).readUInt32LE()

  /** A text whose length in letters stands in one byte before it. */
  text(): string {
    return this.take(this.byte() * 2).toString('utf16le')
  }

  rest(): Buffer {
    return this.take(this.#buffer.length - this.#at)
  }

  /** 2.2.5.3: headers of a request, which the stand-in has no use for. */
  skipHeaders(): void {
    this.take(this.int() - 4)
  }
}

export interface Login {
  readonly user: string
  readonly password: string
  readonly database: string
}

/** 2.2.6.4: the fields after a fixed part stand where that part says, as pairs of offset and length. */
export function readLogin(payload: Buffer): Login {
  const field = (at: number) => {
    const start = payload.readUInt16LE(at)
    return payload.subarray(start, start + payload.readUInt16LE(at + 2) * 2)
  }
  // Each byte of the password had its halves swapped, and then its bits turned by 0xA5.
  const password = field(44).map((byte) => {
    const turned = byte ^ 0xa5
    return ((turned & 0x0f) << 4) | (turned >> 4)
  })
  return {
    user: field(40).toString('utf16le'),
    password: Buffer.from(password).toString('utf16le'),
    database: field(68).toString('utf16le'),
  }
}

export type TdsValue = string | bigint | number | Buffer | null

export interface Rpc {
  /** 10 is sp_executesql. */
  readonly procedure: number | string
  readonly parameters: readonly { readonly name: string; readonly value: TdsValue }[]
}

/** 2.2.6.6: a call of a procedure. */
export function readRpc(payload: Buffer): Rpc {
  const cursor = new Cursor(payload)
  cursor.skipHeaders()
  const nameLength = cursor.short()
  const procedure = nameLength === 0xffff ? cursor.short() : cursor.take(nameLength * 2).toString('utf16le')
  cursor.short() // options
  const parameters: { name: string; value: TdsValue }[] = []
  while (!cursor.isAtEnd) {
    const name = cursor.text()
    cursor.byte() // status
    parameters.push({ name, value: readValue(cursor) })
  }
  return { procedure, parameters }
}

/** Numbers of data types: 2.2.5.4. */
export const typeIds = {
  int: 0x26,
  float: 0x6d,
  bit: 0x68,
  datetime2: 0x2a,
  varchar: 0xa7,
  nvarchar: 0xe7,
  varbinary: 0xa5,
} as const
const LENGTH_MAX = 0xffff
const NULL_LENGTH = 0xffff
const PLP_NULL = 0xffff_ffff_ffff_ffffn

/** A value behind its type: 2.2.5.5. */
function readValue(cursor: Cursor): TdsValue {
  const type = cursor.byte()
  switch (type) {
    case typeIds.int:
    case typeIds.bit:
    case typeIds.float: {
      cursor.byte() // the length that the type allows
      return readNumber(cursor.take(cursor.byte()), type)
    }
    case typeIds.nvarchar:
    case typeIds.varbinary: {
      const length = cursor.short()
      if (type === typeIds.nvarchar) cursor.take(5) // collation
      const bytes = length === LENGTH_MAX ? readLongBytes(cursor) : readBytes(cursor)
      return bytes !== null && type === typeIds.nvarchar ? bytes.toString('utf16le') : bytes
    }
    default:
      throw new Error(`the stand-in knows no parameters of type 0x${type.toString(16)}`)
  }
}

function readNumber(bytes: Buffer, type: number): bigint | number | null {
  if (bytes.length === 0) return null
  if (type === typeIds.float) return bytes.length === 8 ? bytes.readDoubleLE() : bytes.readFloatLE()
  return bytes.length === 8 ? bytes.readBigInt64LE() : BigInt(bytes.readIntLE(0, bytes.length))
}

function readBytes(cursor: Cursor): Buffer | null {
  const length = cursor.short()
  return length === NULL_LENGTH ? null : cursor.take(length)
}

/** 2.2.5.2.3, partially length-prefixed: pieces until one of length 0. */
function readLongBytes(cursor: Cursor): Buffer | null {
  if (cursor.take(8).readBigUInt64LE() === PLP_NULL) return null
  const pieces: Buffer[] = []
  for (let length = cursor.int(); length > 0; length = cursor.int()) pieces.push(cursor.take(length))
  return Buffer.concat(pieces)
}
