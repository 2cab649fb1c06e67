/**
 * A gateway at work that is killed again and again: rows come in through a table, documents from stubborn
 * clients, and each round of its life ends at a crash point or at a random time. Nobody cleans up in between.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AuditedTable, openAuditedSqlite } from './audited-table.ts'
import { type CrashPoint, CrashPoints, type CrashPointsOptions, randomPoint } from './crash-points.ts'
import { countUndeliveredRows } from './crash-verdicts.ts'
import { type Random, randomBySeed } from './customs-envelopes.ts'
import { FaultModule } from './fault-module.ts'
import { eventually, GatewayFixture } from './gateway.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './office.ts'
import { StubbornClients } from './stubborn-clients.ts'

const SIGNERS = [AGENT, OWN_A, OWN_B, CLIENT]
/** Short, since a row whose gateway died while it claimed it waits for the end of its lease, and an eighth more. */
const LEASE_MS = 3_000
const UNLOCK_MS = 60_000
/** Some more than a life with a dozen rows has. */
const STEPS_MAX = 700

export interface CrashRigOptions {
  readonly folder: string
  readonly seed: string
  /** Default: an SQLite file in the folder. */
  readonly table?: AuditedTable
  /** Whether workstations send documents too. */
  readonly clients?: boolean
  /** Default: 3 s. */
  readonly leaseMs?: number
}

export interface Kills {
  /** The daemon, at a crash point, by a power cut at one, or from outside at a random time. */
  atPoint: number
  powerCut: number
  atRandom: number
  tokenProcess: number
}

export interface Life {
  readonly point?: CrashPoint
  readonly lifeMs: number
  readonly meanwhile?: () => Promise<void>
}

export class CrashRig {
  readonly gateway: GatewayFixture
  readonly table: AuditedTable
  readonly office: Office
  /** Counts the calls of the tokens. */
  readonly module: FaultModule
  readonly clients: StubbornClients | null
  readonly stateDir: string
  readonly random: Random
  readonly #points: CrashPoints
  readonly #folder: string
  #rows = 0
  readonly #kills: Kills = { atPoint: 0, powerCut: 0, atRandom: 0, tokenProcess: 0 }

  private constructor(
    parts: Pick<CrashRig, 'gateway' | 'table' | 'office' | 'module' | 'clients'>,
    { folder, seed }: CrashRigOptions,
  ) {
    this.gateway = parts.gateway
    this.table = parts.table
    this.office = parts.office
    this.module = parts.module
    this.clients = parts.clients
    this.stateDir = join(folder, 'gateway', 'state')
    this.random = randomBySeed(seed)
    this.#points = new CrashPoints(folder)
    this.#folder = folder
  }

  /** Starts a gateway, with its table made and its workstation paired, and ends it again, politely. */
  static async create(options: CrashRigOptions): Promise<CrashRig> {
    const { folder, leaseMs = LEASE_MS } = options
    const office = await createOffice(folder)
    const module = await FaultModule.create(join(folder, 'module'), office.softHsm)
    const table = options.table ?? openAuditedSqlite(sourceFolder(folder))
    const config = {
      ...office.config,
      modules: [{ name: 'softhsm', path: module.modulePath }],
      sources: [{ name: 'khai-bao', pollMs: 50, leaseMs, ...table.source }],
      autoStart: true,
    }
    const gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: module.env })
    if (table.password !== null) await gateway.json(['secret', 'set', 'db', '--value-stdin'], `${table.password}\n`)
    await gateway.json(['source', 'init-table', 'khai-bao'])
    await table.watch()
    const clients = options.clients === false ? null : await StubbornClients.pair(gateway)
    await gateway.stop()
    return new CrashRig({ gateway, table, office, module, clients }, options)
  }

  get kills(): Readonly<Kills> {
    return this.#kills
  }

  get killCount(): number {
    return Object.values(this.#kills).reduce((sum: number, count: number) => sum + count, 0)
  }

  get rowCount(): number {
    return this.#rows
  }

  /** Adds rows to the table, and documents to what the clients send. */
  async addWork(rows: number, documents: number): Promise<void> {
    const added = Array.from({ length: rows }, () => {
      const number = ++this.#rows
      return { taxCode: taxCodeOf(number), document: `<ToKhai><So>${number}</So><Hang>Vải dệt kim</Hang></ToKhai>` }
    })
    if (rows > 0) await this.table.insert(added)
    for (let i = 0; i < documents && this.clients; i++) {
      const number = this.clients.sent + 1
      this.clients.send(`<HoaDon><So>${number}</So><Ben>Máy trạm</Ben></HoaDon>`, taxCodeOf(number))
    }
  }

  /** The environment of a life with crash points. */
  env(options: Omit<CrashPointsOptions, 'stateDir' | 'sourceDir'>): Readonly<Record<string, string>> {
    return this.#points.env({ stateDir: this.stateDir, sourceDir: sourceFolder(this.#folder), ...options })
  }

  /** One life that ends as chance has it: mostly at one of its steps. */
  async liveAtRandom(): Promise<void> {
    const { random } = this
    const lifeMs = 100 + random.below(900)
    if (random.below(3) > 0) return this.live({ point: randomPoint(random, STEPS_MAX), lifeMs: 1_500 })
    if (random.below(2) > 0) return this.live({ lifeMs })
    return this.live({
      lifeMs,
      meanwhile: async () => {
        for (let i = 0; i < 3; i++) {
          await sleep(random.below(200))
          this.killTokenProcess()
        }
      },
    })
  }

  /**
   * One life of the daemon, which ends at the crash point, or else from outside when its tokens have been
   * unlocked for `lifeMs`. `meanwhile` runs from that moment on, if it comes.
   */
  async live({ point, lifeMs, meanwhile }: Life): Promise<void> {
    await this.#unlessDead(async () => {
      await this.gateway.restart(point === undefined ? {} : this.env({ point }))
      await this.unlock()
      const endsAt = Date.now() + lifeMs
      await meanwhile?.()
      while (this.gateway.ending === null && Date.now() < endsAt) await sleep(5)
    })
    const isReached = this.gateway.ending !== null
    await this.gateway.kill()
    this.#kills[!isReached ? 'atRandom' : point?.action === 'power' ? 'powerCut' : 'atPoint']++
  }

  /** Types the PIN wherever one is waited for, as often as it takes: a process may be killed meanwhile. */
  async unlock(): Promise<void> {
    const unlockOne = async (token: string) => {
      const lateAt = Date.now() + UNLOCK_MS
      for (;;) {
        try {
          return await this.gateway.unlock(token, PIN)
        } catch (error) {
          if (this.gateway.ending !== null || Date.now() > lateAt) throw error
          await sleep(50)
        }
      }
    }
    await Promise.all(TOKENS.map(unlockOne))
  }

  /** Kills one token process of the running daemon. */
  killTokenProcess(): void {
    const victims = childrenOf(this.gateway.pid)
    if (victims.length === 0) return
    try {
      process.kill(this.random.pick(victims), 'SIGKILL')
      this.#kills.tokenProcess++
    } catch {
      // It ended by itself in this moment.
    }
  }

  /** A last life without faults, until nothing waits any more. @returns How long that took, in milliseconds. */
  async recover(timeoutMs = 60_000): Promise<number> {
    await this.gateway.restart()
    const startedAt = Date.now()
    await this.unlock()
    await this.atRest(timeoutMs)
    return Date.now() - startedAt
  }

  /** Waits until nothing waits any more; types PINs where a token asks for one meanwhile. */
  async atRest(timeoutMs = 60_000): Promise<void> {
    const lateAt = Date.now() + timeoutMs
    while (!(await this.#isAtRest())) {
      if (Date.now() > lateAt) throw new Error(`not at rest after ${timeoutMs} ms: ${await this.#describe()}`)
      await sleep(100)
      await this.unlock()
    }
  }

  async close(): Promise<void> {
    await this.clients?.close()
    await this.gateway.stop()
    await this.table.close()
  }

  async #isAtRest(): Promise<boolean> {
    if ((this.clients?.waiting ?? 0) > 0) return false
    if ((await this.table.count(0)) + (await this.table.count(1)) > 0) return false
    const { jobs } = await this.gateway.admin<{ jobs: Record<string, number> }>('GET', '/status')
    return jobs.received === 0 && jobs.held === 0 && countUndeliveredRows(this.stateDir) === 0
  }

  async #describe(): Promise<string> {
    const rows = { pending: await this.table.count(0), claimed: await this.table.count(1) }
    const { jobs, held, sources, tokens } = await this.gateway.admin<Record<string, unknown>>('GET', '/status')
    return JSON.stringify({ rows, clients: this.clients?.waiting, jobs, held, sources, tokens })
  }

  /** Runs what can fail because the daemon died, and only therefore. */
  async #unlessDead(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      // Its socket closes a moment before its exit is known.
      await eventually(() => this.gateway.ending !== null, 10_000).catch(() => {
        throw error
      })
    }
  }
}

function taxCodeOf(number: number): string {
  return SIGNERS[number % SIGNERS.length]?.taxCode ?? AGENT.taxCode
}

/** A folder of its own, so that its steps are told from those of the state. */
function sourceFolder(folder: string): string {
  return join(folder, 'source')
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return [] // the daemon is gone
  }
}
