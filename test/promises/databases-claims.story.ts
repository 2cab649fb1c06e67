/** D4: leases of two seconds that run out before a signature is written back, in PostgreSQL and MariaDB. */
import { afterAll, beforeAll, expect } from 'vitest'
import { openTableSource } from '../../packages/gateway/src/sources/table/open-table-source.ts'
import { DatabaseStage, TABLE } from '../support/database-stage.ts'
import { type DeclarantsDatabase, WRITE_BACK } from '../support/declarants-database.ts'
import { eventually } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { AGENT, OWN_A, PIN } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { signedOutcome, tableConfig, take } from '../support/request-table.ts'

const LEASE_MS = 2_000

let stage: DatabaseStage

beforeAll(async () => {
  stage = await DatabaseStage.open({ name: 'claims', leaseMs: LEASE_MS })
})
afterAll(() => stage?.close())

/** Records of one row, oldest first. */
async function recordsOf(database: DeclarantsDatabase, id: string) {
  const source = database.sourceName(TABLE)
  return (await readHistory(stage.gateway)).filter((record) => record.source === source && record.externalId === id)
}

async function idOf(database: DeclarantsDatabase, document: string): Promise<string> {
  return (await database.rows(TABLE)).find((row) => row.document === document)?.id ?? ''
}

promise(
  'D4',
  'a lease that ran out: what was not signed is not signed any more, and the late write of what was is refused',
  async (count) => {
    const documentsOf = ({ name }: DeclarantsDatabase) =>
      [`<ToKhai><So>${name} trễ</So></ToKhai>`, `<ToKhai><So>${name} chờ</So></ToKhai>`] as const
    await stage.gateway.admin('POST', `/tokens/${OWN_A.token}/lock`)
    const taken = stage.databases.map(async (database) => {
      const { proxy, server, dialect } = database
      const [late, held] = documentsOf(database)
      await database.insert(TABLE, [{ taxCode: OWN_A.taxCode, document: held }])
      await eventually(async () => (await database.count(TABLE, 1)) === 1)
      const stalled = proxy.once({ statement: WRITE_BACK, at: 'before', how: 'stall' })
      await database.insert(TABLE, [{ taxCode: AGENT.taxCode, document: late }])
      await stalled.happened

      // Signed, and its write is still on the wire while the leases run out and another gateway takes the rows.
      const config = tableConfig({ dialect, connection: server.connection }, { table: [TABLE], leaseMs: 60_000 })
      const log = { debug() {}, info() {}, warn() {}, error() {} }
      const other = openTableSource(config, { gatewayId: 'other', password: async () => server.password, log })
      for (const request of await take(other, 2)) {
        expect(await other.deliver(signedOutcome(request))).toBe('delivered')
      }
      await other.close()
      const rows = await database.rows(TABLE)
      proxy.up()
      return { database, rows }
    })
    const all = await Promise.all(taken)
    await eventually(async () => (await stage.count('undelivered')) === 0)
    await eventually(async () => (await stage.count('held')) === 0)
    await stage.gateway.unlock(OWN_A.token, PIN)

    for (const { database, rows } of all) {
      const [late, held] = documentsOf(database)
      expect((await recordsOf(database, await idOf(database, late))).at(-1)).toMatchObject({
        kind: 'delivered',
        code: 'ERR_LEASE_LOST',
      })
      const ofHeld = await recordsOf(database, await idOf(database, held))
      expect(ofHeld.at(-1)).toMatchObject({ kind: 'rejected', code: 'ERR_LEASE_LOST' })
      expect(ofHeld.map(({ kind }) => kind)).not.toContain('intent')
      expect(await database.rows(TABLE)).toEqual(rows)
      for (const document of [late, held]) {
        const row = rows.find((candidate) => candidate.document === document)
        expect(row).toMatchObject({ state: 2, signedDocument: `${document}<!-- ký -->` })
        expect((await database.writes(TABLE)).get(row?.id ?? '')).toBe(1)
      }
    }
    count(
      `${stage.databases.length} late writes refused by their claim tokens, ${stage.databases.length} rows not signed after their lease`,
    )
  },
)
