/** K1, K2, K3 in their plain form: the daemon dies in the middle of 200 requests. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './support/office.ts'

const ROWS = 200
const folder = makeFolder('crash')
let office: Office
let gateway: GatewayFixture
let table: DeclarantsTable

beforeAll(async () => {
  office = await createOffice(folder)
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  const config = { ...office.config, sources: [table.source('khai-bao')], autoStart: true }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
})

afterAll(async () => {
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

async function unlockAll(): Promise<void> {
  for (const token of TOKENS) await gateway.unlock(token, PIN)
}

interface Line {
  readonly hash: string
  readonly text: string
}

async function readHistory(): Promise<Record<string, string>[]> {
  const { stdout } = await gateway.run(['history', 'export'])
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse((JSON.parse(line) as Line).text) as Record<string, string>)
}

test('killed twice in the middle of 200 requests, it signs each exactly once and loses none', async () => {
  const taxCodes = [AGENT.taxCode, OWN_A.taxCode, OWN_B.taxCode, CLIENT.taxCode]
  table.insert(
    Array.from({ length: ROWS }, (_, i) => ({
      taxCode: taxCodes[i % taxCodes.length],
      document: `<ToKhai><So>${i}</So><Hang>Vải dệt kim số ${i}</Hang></ToKhai>`,
    })),
  )
  for (const share of [0.2, 0.6]) {
    await unlockAll()
    await eventually(() => table.count(2) >= ROWS * share)
    await gateway.kill()
    expect(table.count(2)).toBeLessThan(ROWS)
    await gateway.restart()
  }
  await unlockAll()
  await eventually(() => table.count(2) === ROWS, 60_000)

  const history = await readHistory()
  const signed = history.filter(({ kind }) => kind === 'signed')
  const intents = history.filter(({ kind }) => kind === 'intent')
  expect(new Set(signed.map(({ externalId }) => externalId)).size).toBe(ROWS)
  expect(signed).toHaveLength(ROWS)
  expect(intents.length).toBeGreaterThanOrEqual(ROWS)

  const signedHashByRow = new Map(signed.map(({ externalId, signedSha256 }) => [externalId, signedSha256]))
  for (const row of table.rows()) {
    const hash = createHash('sha256')
      .update(row.signed_document ?? '')
      .digest('hex')
    expect(signedHashByRow.get(String(row.id))).toBe(hash)
    expect(row.signed_document).toContain(`<So>${row.id - 1}</So>`)
  }
  expect(await gateway.json(['history', 'verify'])).toMatchObject({ intact: true })
})
