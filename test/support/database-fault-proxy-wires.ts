/**
 * Just enough of two wire protocols for a fault proxy: where a message begins and ends, which message makes
 * the server execute which statement, and when its answer is complete. Nothing is decoded beyond that, and
 * there is no TLS between proxy and server.
 */

/** Bytes to pass on, cut at the borders of messages. */
export interface ClientPiece {
  readonly bytes: Buffer
  /** The SQL that the server executes because of this piece; null when it executes nothing. */
  readonly statement: string | null
}

export interface ServerPiece {
  readonly bytes: Buffer
  /** Whether what was executed is over and committed, unless a transaction is open. */
  readonly endsAnswer: boolean
  /** Whether it is a notification, which nobody asked for at that moment. */
  readonly isNotification: boolean
}

/** One connection's conversation. Chunks come as the network brings them; what is incomplete is kept back. */
export interface Wire {
  fromClient(chunk: Buffer): readonly ClientPiece[]
  fromServer(chunk: Buffer): readonly ServerPiece[]
}

export type Protocol = 'postgres' | 'mysql'

export const wires: Readonly<Record<Protocol, () => Wire>> = {
  postgres: () => new PostgresWire(),
  mysql: () => new MysqlWire(),
}

/** Collects chunks and gives out whole messages. */
class Reassembler {
  #rest: Buffer = Buffer.alloc(0)

  /** @param lengthOf The length of the message at the beginning of the bytes, or null when it cannot be told yet. */
  add(chunk: Buffer, lengthOf: (bytes: Buffer) => number | null, take: (message: Buffer) => void): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (;;) {
      const length = lengthOf(this.#rest)
      if (length === null || this.#rest.length < length) return
      const message = this.#rest.subarray(0, length)
      this.#rest = this.#rest.subarray(length)
      take(message)
    }
  }
}

/**
 * PostgreSQL's protocol 3: postgresql.org/docs, "Message Formats". A statement comes as a simple Query, or as
 * Parse, Bind and Execute followed by Sync; the server commits what was no transaction before ReadyForQuery.
 */
class PostgresWire implements Wire {
  readonly #client = new Reassembler()
  readonly #server = new Reassembler()
  #hasStarted = false
  readonly #sqlByStatement = new Map<string, string>()
  readonly #sqlByPortal = new Map<string, string>()

  fromClient(chunk: Buffer): readonly ClientPiece[] {
    const pieces: ClientPiece[] = []
    this.#client.add(
      chunk,
      (rest) => this.#lengthOf(rest),
      (bytes) => {
        pieces.push({ bytes, statement: this.#hasStarted ? this.#readClient(bytes) : null })
        this.#hasStarted = true
      },
    )
    return pieces
  }

  fromServer(chunk: Buffer): readonly ServerPiece[] {
    const pieces: ServerPiece[] = []
    this.#server.add(chunk, lengthAfterType, (bytes) =>
      pieces.push({
        bytes,
        endsAnswer: bytes[0] === READY_FOR_QUERY,
        isNotification: bytes[0] === NOTIFICATION_RESPONSE,
      }),
    )
    return pieces
  }

  /** The first message has no type before its length. */
  #lengthOf(bytes: Buffer): number | null {
    if (this.#hasStarted) return lengthAfterType(bytes)
    return bytes.length < 4 ? null : bytes.readInt32BE(0)
  }

  #readClient(bytes: Buffer): string | null {
    const texts = () => bytes.toString('utf8', 5).split('\0')
    switch (String.fromCharCode(bytes[0] ?? 0)) {
      case 'Q':
        return texts()[0] ?? ''
      case 'P': {
        const [name = '', text = ''] = texts()
        this.#sqlByStatement.set(name, text)
        return null
      }
      case 'B': {
        const [portal = '', name = ''] = texts()
        this.#sqlByPortal.set(portal, this.#sqlByStatement.get(name) ?? '')
        return null
      }
      case 'E':
        return this.#sqlByPortal.get(texts()[0] ?? '') ?? ''
      default:
        return null
    }
  }
}

const READY_FOR_QUERY = 'Z'.charCodeAt(0)
const NOTIFICATION_RESPONSE = 'A'.charCodeAt(0)

function lengthAfterType(bytes: Buffer): number | null {
  return bytes.length < 5 ? null : 1 + bytes.readInt32BE(1)
}

/**
 * The protocol of MySQL and MariaDB: mariadb.com/kb, "Client/Server Protocol". A command is a packet with the
 * number 0; a text comes as COM_QUERY, or as COM_STMT_PREPARE once and then COM_STMT_EXECUTE with the number
 * that the server gave it. The first packet of an answer comes after the statement was executed.
 */
class MysqlWire implements Wire {
  readonly #client = new Reassembler()
  readonly #server = new Reassembler()
  readonly #sqlById = new Map<number, string>()
  #preparing: string | null = null

  fromClient(chunk: Buffer): readonly ClientPiece[] {
    const pieces: ClientPiece[] = []
    this.#client.add(chunk, packetLength, (bytes) =>
      pieces.push({ bytes, statement: bytes[3] === 0 ? this.#readCommand(bytes) : null }),
    )
    return pieces
  }

  fromServer(chunk: Buffer): readonly ServerPiece[] {
    const pieces: ServerPiece[] = []
    this.#server.add(chunk, packetLength, (bytes) => {
      if (this.#preparing !== null && bytes[4] === 0) this.#sqlById.set(bytes.readUInt32LE(5), this.#preparing)
      this.#preparing = null
      pieces.push({ bytes, endsAnswer: true, isNotification: false })
    })
    return pieces
  }

  #readCommand(bytes: Buffer): string | null {
    switch (bytes[4]) {
      case COM_QUERY:
        return bytes.toString('utf8', 5)
      case COM_STMT_PREPARE:
        this.#preparing = bytes.toString('utf8', 5)
        return null
      case COM_STMT_EXECUTE:
        return this.#sqlById.get(bytes.readUInt32LE(5)) ?? ''
      default:
        return null
    }
  }
}

const COM_QUERY = 0x03
const COM_STMT_PREPARE = 0x16
const COM_STMT_EXECUTE = 0x17

function packetLength(bytes: Buffer): number | null {
  return bytes.length < 4 ? null : 4 + bytes.readUIntLE(0, 3)
}
