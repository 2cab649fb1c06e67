/**
 * A wire between a database client and its server, PostgreSQL or MariaDB/MySQL, that fails as a test says:
 *
 *     const proxy = await DatabaseFaultProxy.start({ protocol: 'postgres', targetPort })
 *     proxy.down()                 // connections are reset, new ones refused, until `up()`
 *     proxy.stall()                // connections stay and new ones are taken, but no byte passes, until `up()`
 *     proxy.cut()                  // connections are reset once; new ones pass
 *     proxy.delay(200)             // every piece comes 200 ms late, both ways
 *     proxy.swallowNotifications() // as a pooler does that lends connections by the transaction, until `up()`
 *     const fault = proxy.once({ statement: /^UPDATE .* SET "state" = /, at: 'after', how: 'cut' })
 *     await fault.happened
 *
 * `once` waits for a statement by its SQL. `at: 'before'`: the server never hears of it (or hears of it late,
 * when a stall ends). `at: 'after'`: the server has executed it and, outside a transaction, committed it, and
 * its answer does not reach the client: the lost acknowledgement of a commit. One statement of ours is one
 * commit, unless it stands in a transaction; there, wait for `/^COMMIT/`.
 *
 * What passes is cut into messages by `database-fault-proxy-wires.ts`; TLS has to be off.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { type Protocol, type Wire, wires } from './database-fault-proxy-wires.ts'

export interface StatementFault {
  /** Matched against the SQL text, without its bound values. */
  readonly statement: RegExp
  readonly at: 'before' | 'after'
  /** `cut`: that connection alone is reset. `stall`, `refuse`: as `stall()` and `down()`, until `up()`. */
  readonly how: 'cut' | 'stall' | 'refuse'
}

export interface ArmedFault {
  /** Resolves when the fault has struck. */
  readonly happened: Promise<void>
}

interface Armed extends StatementFault {
  readonly strike: () => void
}

export class DatabaseFaultProxy {
  readonly #server: Server
  readonly #options: { readonly protocol: Protocol; readonly targetPort: number }
  readonly #links = new Set<Link>()
  readonly #armed: Armed[] = []
  readonly #statements: string[] = []
  #mode: 'up' | 'down' | 'stalled' = 'up'
  #delayMs = 0
  #swallows = false
  /** Connections that clients asked for, those that were refused included. */
  connections = 0
  refused = 0

  private constructor(options: { readonly protocol: Protocol; readonly targetPort: number }) {
    this.#options = options
    this.#server = createServer((client) => this.#join(client))
  }

  static async start(options: {
    readonly protocol: Protocol
    readonly targetPort: number
  }): Promise<DatabaseFaultProxy> {
    const proxy = new DatabaseFaultProxy(options)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** How many statements reached the server. */
  count(statement: RegExp): number {
    return this.#statements.filter((text) => statement.test(text)).length
  }

  /** Arms a fault for the next such statement. Several are armed side by side; each strikes once. */
  once(fault: StatementFault): ArmedFault {
    const happened = new Promise<void>((resolve) => this.#armed.push({ ...fault, strike: resolve }))
    return { happened }
  }

  cut(): void {
    for (const link of this.#links) link.cut()
  }

  down(): void {
    this.#mode = 'down'
    this.cut()
  }

  stall(): void {
    this.#mode = 'stalled'
  }

  delay(ms: number): void {
    this.#delayMs = ms
  }

  swallowNotifications(): void {
    this.#swallows = true
  }

  /** Ends every fault: refused clients may come again, what was stalled goes on, late. */
  up(): void {
    this.#mode = 'up'
    this.#delayMs = 0
    this.#swallows = false
    this.#armed.splice(0)
    for (const link of this.#links) link.flush()
  }

  async close(): Promise<void> {
    this.down()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket): void {
    this.connections++
    if (this.#mode === 'down') {
      this.refused++
      client.on('error', () => {})
      client.resetAndDestroy()
      return
    }
    const link = new Link({
      client,
      server: connect({ host: '127.0.0.1', port: this.#options.targetPort }),
      wire: wires[this.#options.protocol](),
      isStalled: () => this.#mode === 'stalled',
      delayMs: () => this.#delayMs,
      swallows: () => this.#swallows,
      match: (statement, at) => this.#match(statement, at),
      forwarded: (statement) => this.#statements.push(statement),
      strike: (fault) => this.#strike(link, fault),
      closed: () => this.#links.delete(link),
    })
    this.#links.add(link)
  }

  /** Takes the fault that waits for this statement out of the armed ones. */
  #match(statement: string, at: StatementFault['at']): Armed | null {
    const index = this.#armed.findIndex((fault) => fault.at === at && fault.statement.test(statement))
    return index < 0 ? null : (this.#armed.splice(index, 1)[0] ?? null)
  }

  #strike(link: Link, fault: Armed): void {
    if (fault.how === 'cut') link.cut()
    if (fault.how === 'refuse') this.down()
    if (fault.how === 'stall') this.stall()
    fault.strike()
  }
}

interface LinkParts {
  readonly client: Socket
  readonly server: Socket
  readonly wire: Wire
  readonly isStalled: () => boolean
  readonly delayMs: () => number
  readonly swallows: () => boolean
  readonly match: (statement: string, at: StatementFault['at']) => Armed | null
  readonly forwarded: (statement: string) => void
  readonly strike: (fault: Armed) => void
  readonly closed: () => void
}

/** A piece on its way. What is to happen with it is decided when it is its turn, not when it came. */
interface Piece {
  readonly to: Socket
  readonly bytes: Buffer
  readonly statement: string | null
  readonly endsAnswer: boolean
  readonly dueAtMs: number
}

/** One joined connection. Each direction keeps its order. */
class Link {
  readonly #parts: LinkParts
  readonly #toServer: Piece[] = []
  readonly #toClient: Piece[] = []
  /** Strikes when the answer that is on its way is complete; until then its pieces are kept back. */
  #atAnswer: Armed | null = null
  readonly #keptBack: Piece[] = []
  #isCut = false
  #timer: NodeJS.Timeout | null = null

  constructor(parts: LinkParts) {
    this.#parts = parts
    const { client, server, wire } = parts
    const dueAtMs = () => performance.now() + parts.delayMs()
    client.on('data', (chunk: Buffer) => {
      for (const { bytes, statement } of wire.fromClient(chunk)) {
        this.#toServer.push({ to: server, bytes, statement, endsAnswer: false, dueAtMs: dueAtMs() })
      }
      this.flush()
    })
    server.on('data', (chunk: Buffer) => {
      for (const { bytes, endsAnswer, isNotification } of wire.fromServer(chunk)) {
        if (isNotification && parts.swallows()) continue
        this.#toClient.push({ to: client, bytes, statement: null, endsAnswer, dueAtMs: dueAtMs() })
      }
      this.flush()
    })
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => this.flush())
    }
  }

  /** Passes on what may pass by now; the end of a connection comes after its last byte. */
  flush(): void {
    const { client, server, isStalled, closed } = this.#parts
    for (const queue of [this.#toServer, this.#toClient]) {
      for (let piece = queue[0]; piece && this.#isDue(piece); piece = queue[0]) {
        queue.shift()
        this.#pass(piece)
      }
    }
    if (client.destroyed && server.destroyed) closed()
    if (isStalled()) return
    if (client.destroyed && this.#toServer.length === 0) server.end()
    if (server.destroyed && this.#toClient.length === 0) client.end()
  }

  cut(): void {
    this.#isCut = true
    this.#parts.client.resetAndDestroy()
    this.#parts.server.resetAndDestroy()
  }

  #isDue({ dueAtMs }: Piece): boolean {
    if (this.#isCut || this.#parts.isStalled()) return false
    const waitMs = dueAtMs - performance.now()
    if (waitMs <= 0) return true
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.flush()
    }, waitMs)
    return false
  }

  #pass(piece: Piece): void {
    const { client, match, forwarded, strike } = this.#parts
    if (piece.to === client && this.#atAnswer !== null) {
      this.#keepBack(piece, this.#atAnswer)
      return
    }
    if (piece.statement !== null) {
      const fault = match(piece.statement, 'before')
      if (fault !== null) {
        // A stall lets it go on later; a cut connection passes nothing more.
        this.#toServer.unshift(piece)
        strike(fault)
        return
      }
      this.#atAnswer = match(piece.statement, 'after')
      forwarded(piece.statement)
    }
    piece.to.write(piece.bytes)
  }

  #keepBack(piece: Piece, fault: Armed): void {
    this.#keptBack.push(piece)
    if (!piece.endsAnswer) return
    this.#atAnswer = null
    this.#toClient.unshift(...this.#keptBack.splice(0))
    this.#parts.strike(fault)
  }
}
