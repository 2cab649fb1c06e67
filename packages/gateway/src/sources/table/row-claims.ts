/**
 * Claims on the rows of one request table: looks for rows that are free, claims them, keeps the claims
 * alive, and gives back what nobody took over.
 */
import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { Claim, IncomingRequest, SignedOutcome } from '../../domain/request.ts'
import type { ClaimRef, RowStanding, SeenRequest } from '../source.ts'
import { isSourceError } from './describe-driver-error.ts'
import { CONNECTIONS_MAX, type Row } from './dialects/dialect.ts'
import { hashOf, standingOf } from './judge-row.ts'
import type { OpenTable } from './open-table.ts'
import { isState, isTaken, isToken, toExternalId, toIncomingRequest } from './row-values.ts'
import type { Sql } from './sql.ts'
import { layoutError, NOT_UNIQUE } from './table-layout.ts'

/** Claims renewed or given back by one statement: Oracle takes 1,000 values in a list, SQL Server 2,100 parameters. */
const CLAIMS_AT_ONCE = 250
/** Documents hashed at a time where that stops our main thread. */
const HASHED_AT_ONCE = 2
/** Documents read again at a time; not many, for each may be large. */
const READ_AT_ONCE = 8

export interface ClaimedRequest {
  readonly request: IncomingRequest
  readonly claimedAtMs: number
}

export interface RowClaimsOptions {
  readonly config: TableSourceConfig
  /** Where requests of this source come from, for the history. */
  readonly origin: string
}

export class RowClaims {
  readonly #table: OpenTable
  readonly #options: RowClaimsOptions
  #nextExpiredAtMs = 0
  #foundNothing = false

  constructor(table: OpenTable, options: RowClaimsOptions) {
    this.#table = table
    this.#options = options
  }

  /** Keys of rows that may be claimed, in random order: gateways that see one page then rarely meet. */
  async candidates(): Promise<readonly string[]> {
    const rows: Row[] = []
    for (const look of this.#looks()) rows.push(...(await this.#table.database.query(look)))
    this.#foundNothing = rows.length === 0
    return shuffle(rows.map((row) => this.#keyOf(row)))
  }

  /**
   * Claims whose lease ran out are looked for now and then, and first. While nothing waits, one look tells both; among
   * many rows that wait it would have to sort them all.
   */
  #looks(): readonly Sql[] {
    const { statements } = this.#table
    const pending = statements.pendingKeys()
    const now = performance.now()
    const expired = statements.expiredKeys()
    if (expired === null || now < this.#nextExpiredAtMs) return [pending]
    this.#nextExpiredAtMs = now + this.#options.config.leaseMs / 8
    return this.#foundNothing ? [statements.freeKeys()] : [expired, pending]
  }

  /** Claims what it can of these rows. */
  async claim(keys: readonly string[]): Promise<readonly ClaimedRequest[]> {
    const { database, statements } = this.#table
    // One random value for the rows of one statement; with the row's key it fences every later write.
    const token = randomUUID()
    const claimedAtMs = performance.now()
    const page = statements.claimPage(keys, token)
    const rows = page === null ? await this.#claimOneByOne(keys, token) : await database.query(page)
    if (new Set(rows.map((row) => this.#keyOf(row))).size < rows.length) {
      throw layoutError(this.#options.config.name, [NOT_UNIQUE])
    }
    const keptToken = statements.hasClaimTokens ? token : null
    const origin = { ...this.#options, textOnly: statements.textOnly }
    return rows.map((row) => {
      const request = toIncomingRequest(row, this.#keyOf(row), keptToken, origin)
      return { request, claimedAtMs }
    })
  }

  /** Gives rows back at once. Should that fail, their leases run out. */
  async release(claims: readonly ClaimRef[]): Promise<void> {
    const { database, statements } = this.#table
    for (const { keys, tokens } of pagesOf(claims)) {
      await database.execute(statements.release(keys, tokens)).catch(() => {})
    }
  }

  /** Says in the rows whether their documents wait for an approval. */
  async mark(claims: readonly ClaimRef[], isWaiting: boolean): Promise<void> {
    const { database, statements } = this.#table
    for (const { keys, tokens } of pagesOf(claims)) {
      const statement = statements.mark(keys, tokens, isWaiting)
      if (statement !== null) await database.execute(statement)
    }
  }

  /** How rows stand whose documents wait for an approval. */
  async look(requests: readonly (ClaimRef & { readonly documentSha256: string })[]): Promise<readonly SeenRequest[]> {
    const { database, statements } = this.#table
    const rows: Row[] = []
    for (const { keys } of pagesOf(requests, statements.hashesHere ? HASHED_AT_ONCE : CLAIMS_AT_ONCE)) {
      rows.push(...(await database.query(statements.standings(keys))))
      // Others have their turn in between.
      await setImmediate()
    }
    const byKey = new Map(rows.map((row) => [this.#keyOf(row), row]))
    const { states } = this.#options.config
    // Where the database cannot hash, documents have to be read: a few at a time, so that in time each has its turn.
    const unread = new Set(statements.canHash ? [] : shuffle([...byKey.keys()]).slice(0, READ_AT_ONCE))
    const seen: SeenRequest[] = []
    for (const { externalId, claim, documentSha256 } of requests) {
      const row = byKey.get(externalId)
      const token = statements.hasClaimTokens ? tokenOf(claim) : null
      const isMarked = states.awaitingApproval === null || isState(row?.state, states.awaitingApproval)
      const found = standingOf(row, documentSha256, token, states)
      const isDoubtful = found === 'corrected' || (found === 'ours' && unread.has(externalId))
      const standing = isDoubtful ? await this.#compare(externalId, documentSha256) : found
      seen.push({ externalId, standing, isMarked })
    }
    return seen
  }

  /**
   * Writes these documents over their claims, in one statement where the database can.
   *
   * @returns The jobs whose documents are written now.
   */
  async writeSigned(outcomes: readonly SignedOutcome[]): Promise<ReadonlySet<string>> {
    const { database, statements } = this.#table
    const byKey = new Map<string, { outcome: SignedOutcome; token: string }>()
    for (const outcome of outcomes) {
      const token = tokenOf(outcome.claim)
      // Two of one row cannot stand in one statement; the second has its turn by itself.
      if (token !== null && !byKey.has(outcome.externalId)) byKey.set(outcome.externalId, { outcome, token })
    }
    const page = statements.outcomes.writePage([...byKey.values()])
    if (page === null) return new Set()
    const rows = await database.query(page)
    return new Set(rows.flatMap((row) => byKey.get(this.#keyOf(row))?.outcome.jobId ?? []))
  }

  /**
   * Gives back what is claimed in our name and not on record: the gateway died, or the answer to the claim was
   * lost, before the request was stored. Does nothing where the table does not say who claimed a row.
   */
  async releaseUnknown(isKnown: (externalId: string, claim: Claim) => boolean): Promise<void> {
    const { database, statements } = this.#table
    const own = statements.ownClaims()
    if (own === null) return
    const claims = (await database.query(own)).map((row) => ({
      externalId: this.#keyOf(row),
      claim: { claimToken: typeof row.claimToken === 'string' ? row.claimToken.trimEnd().toLowerCase() : null },
    }))
    const unknown = claims.filter(({ externalId, claim }) => claim.claimToken !== null && !isKnown(externalId, claim))
    await this.release(unknown)
  }

  /** Starts the leases anew. @returns The external ids of rows that are ours no more. */
  async renew(claims: readonly ClaimRef[]): Promise<readonly string[]> {
    const lost: string[] = []
    for (const page of pagesOf(claims)) lost.push(...(await this.#renewSome(page)))
    return lost
  }

  /** A request that waited for a third of its lease is asked about before it is handed over. */
  async isStillOurs({ request, claimedAtMs }: ClaimedRequest): Promise<boolean> {
    if (performance.now() - claimedAtMs < this.#options.config.leaseMs / 3) return true
    return (await this.renew([request])).length === 0
  }

  /** By its document itself: the database hashes bytes that are not ours where its character set is another one. */
  async #compare(key: string, documentSha256: string): Promise<RowStanding> {
    const { database, statements } = this.#table
    const [row] = await database.query(statements.document(key))
    if (row === undefined) return 'withdrawn'
    return hashOf(row.document, this.#options.config.documentEncoding) === documentSha256 ? 'ours' : 'corrected'
  }

  async #claimOneByOne(keys: readonly string[], token: string): Promise<readonly Row[]> {
    const waiting = [...keys]
    const won: Row[] = []
    const worker = async () => {
      for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
        const row = await this.#claimOne(key, token)
        if (row !== null) won.push(row)
      }
    }
    await Promise.all(Array.from({ length: Math.min(CONNECTIONS_MAX, keys.length) }, worker))
    return won
  }

  async #claimOne(key: string, token: string): Promise<Row | null> {
    const { database, statements } = this.#table
    try {
      const changed = await database.execute(statements.claimRow(key, token))
      if (changed > 1) throw layoutError(this.#options.config.name, [NOT_UNIQUE])
      if (changed === 0) return null
      return (await database.query(statements.claimedRow(key, token)))[0] ?? null
    } catch (error) {
      // Whoever holds the row may be about to change it; the next poll sees.
      if (isSourceError(error, 'locked')) return null
      throw error
    }
  }

  async #renewSome({ claims, keys, tokens }: ClaimPage): Promise<readonly string[]> {
    const { database, statements } = this.#table
    const renewal = statements.renew(keys, tokens)
    if (renewal !== null && (await database.execute(renewal)) === keys.length) return []
    const rows = await database.query(statements.holders(keys))
    const holders = new Map(rows.map((row) => [this.#keyOf(row), row]))
    // A corrected row may be in hand twice, under an old claim and a new one: the row is ours by either.
    const ours = claims.filter(({ externalId, claim }) => this.#holds(holders.get(externalId), claim))
    const kept = new Set(ours.map(({ externalId }) => externalId))
    return keys.filter((key) => !kept.has(key))
  }

  #holds(row: Row | undefined, claim: Claim | null): boolean {
    if (row === undefined || !isTaken(row.state, this.#options.config.states)) return false
    const token = this.#table.statements.hasClaimTokens ? tokenOf(claim) : null
    return token === null || isToken(row.claimToken, token)
  }

  #keyOf(row: Row): string {
    const key = toExternalId(row.key)
    if (key === null) throw layoutError(this.#options.config.name, [NO_KEY])
    return key
  }
}

interface ClaimPage {
  readonly claims: readonly ClaimRef[]
  readonly keys: readonly string[]
  readonly tokens: readonly string[]
}

/** As many claims as one statement takes. */
function pagesOf(claims: readonly ClaimRef[], size: number = CLAIMS_AT_ONCE): readonly ClaimPage[] {
  return Array.from({ length: Math.ceil(claims.length / size) }, (_, page) => {
    const some = claims.slice(page * size, (page + 1) * size)
    const keys = [...new Set(some.map(({ externalId }) => externalId))]
    return { claims: some, keys, tokens: [...new Set(some.flatMap(({ claim }) => tokenOf(claim) ?? []))] }
  })
}

/** The token of a claim, which is null where the table has no column for it. */
export function tokenOf(claim: Claim | null): string | null {
  return typeof claim?.claimToken === 'string' ? claim.claimToken : null
}

const NO_KEY = {
  en: 'a row has a key that is no whole number, text or binary value',
  vi: 'có dòng mà khóa không phải số nguyên, văn bản hay dữ liệu nhị phân',
}

/** Fisher and Yates. */
function shuffle<T>(items: readonly T[]): readonly T[] {
  const rest = [...items]
  return items.flatMap(() => rest.splice(Math.floor(Math.random() * rest.length), 1))
}
