/** An agent's office whose gateway reads one table in PostgreSQL and one in MariaDB, each over a wire that fails on purpose. */
import { join } from 'node:path'
import { DeclarantsDatabase } from './declarants-database.ts'
import { FaultModule } from './fault-module.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { GatewayFixture } from './gateway.ts'
import { AGENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './office.ts'

export const TABLE = 'congky_request'
const SIGNERS = [AGENT, OWN_A, OWN_B] as const

export interface DatabaseStageOptions {
  /** A word for the folder. */
  readonly name: string
  readonly leaseMs: number
  /** Further sources. */
  readonly sources?: (folder: string) => readonly object[]
  /** What their two sources have besides. */
  readonly source?: object
  /** Further parts of the configuration. */
  readonly config?: object
}

export class DatabaseStage {
  readonly folder: string
  readonly office: Office
  readonly drivers: FaultModule
  readonly databases: readonly DeclarantsDatabase[]
  readonly gateway: GatewayFixture
  #number = 0

  private constructor(parts: Pick<DatabaseStage, 'folder' | 'office' | 'drivers' | 'databases' | 'gateway'>) {
    this.folder = parts.folder
    this.office = parts.office
    this.drivers = parts.drivers
    this.databases = parts.databases
    this.gateway = parts.gateway
  }

  /** Starts everything; the tokens are unlocked. */
  static async open({
    name,
    leaseMs,
    sources = () => [],
    source,
    config: more,
  }: DatabaseStageOptions): Promise<DatabaseStage> {
    const folder = makeFolder(name)
    const [office, ...databases] = await Promise.all([
      createOffice(folder),
      DeclarantsDatabase.start('PostgreSQL', folder),
      DeclarantsDatabase.start('MariaDB', folder),
    ])
    const drivers = await FaultModule.create(join(folder, 'drivers'), office.softHsm)
    const modules = [{ name: 'softhsm', path: drivers.modulePath }]
    const own = databases.map((database) => database.source(TABLE, { leaseMs, ...source }))
    const config = { ...office.config, modules, sources: [...own, ...sources(folder)], autoStart: true, ...more }
    const gateway = await GatewayFixture.start({
      folder: join(folder, 'gateway'),
      config,
      env: drivers.env,
    })
    const stage = new DatabaseStage({ folder, office, drivers, databases, gateway })
    for (const database of databases) {
      await gateway.run(['secret', 'set', database.secret, '--value-stdin'], `${database.server.password}\n`)
      await gateway.json(['source', 'init-table', database.sourceName(TABLE)])
      await database.noteWrites(TABLE)
    }
    await stage.unlockAll()
    return stage
  }

  async unlockAll(): Promise<void> {
    for (const token of TOKENS) await this.gateway.unlock(token, PIN)
  }

  async lockAll(): Promise<void> {
    for (const token of TOKENS) await this.gateway.admin('POST', `/tokens/${token}/lock`)
  }

  /** Rows for several enterprises; no two documents are alike. */
  newRequests(count: number) {
    return Array.from({ length: count }, () => {
      const { taxCode } = SIGNERS[this.#number % SIGNERS.length] ?? AGENT
      return { taxCode, document: `<ToKhai><So>${this.#number++}</So><Hàng>Cá tra phi lê</Hàng></ToKhai>` }
    })
  }

  /** The certificate that a tax code's rows are signed with. */
  certificateOf(taxCode: string | null): Buffer {
    const { agent, ownA, ownB } = this.office.certificates
    const issued = taxCode === OWN_A.taxCode ? ownA : taxCode === OWN_B.taxCode ? ownB : agent
    return Buffer.from(issued.certificateDer)
  }

  /** How many jobs of all sources are in a state; `undelivered`: signed or rejected, and nobody told yet. */
  async count(state: 'held' | 'undelivered'): Promise<number> {
    const { jobs } = await this.gateway.admin<{ jobs: Record<typeof state, number> }>('GET', '/status')
    return jobs[state]
  }

  async close(): Promise<void> {
    await this.gateway.stop()
    await Promise.all(this.databases.map((database) => database.close()))
    removeFolder(this.folder)
  }
}
