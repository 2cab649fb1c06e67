/** How much of a token's speed reaches the caller, through a real gateway. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type GatewayConnection } from '../packages/client/src/index.ts'
import { decodePairingCode, pairAnswerSchema } from '../packages/shared/src/index.ts'
import { DeclarantsTable } from '../test/support/declarants-table.ts'
import { eventually, GatewayFixture } from '../test/support/gateway.ts'
import { AGENT, createOffice, type Office, OWN_A, PIN } from '../test/support/office.ts'
import { type Figures, ROUNDS } from './figures.ts'
import { median, quantile } from './statistics.ts'

const DOCUMENTS_PER_ROUND = 300
const SINGLES_PER_ROUND = 40
const TABLE_ROWS = 1_000

export async function measureSigning(figures: Figures): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'congky-bench-'))
  try {
    await measureIn(folder, figures)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureIn(folder: string, figures: Figures): Promise<void> {
  figures.progress('making tokens')
  const office = await createOffice(folder)
  const table = new DeclarantsTable(join(folder, 'rows.db'))
  const config = { ...office.config, sources: [table.source('rows')], autoStart: true, tls: { mode: 'off' } }
  const gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  try {
    await gateway.run(['source', 'init-table', 'rows'])
    for (const token of [AGENT.token, OWN_A.token]) await gateway.unlock(token, PIN)
    const connection = await openConnection(gateway)
    const bare = await BareSigner.start(office, AGENT.token)
    const bareOther = await BareSigner.start(office, OWN_A.token)
    try {
      await measureThroughput(figures, connection, bare, bareOther)
      await measureLatency(figures, connection, bare)
      await measureTable(figures, table, connection)
    } finally {
      bare.stop()
      bareOther.stop()
      connection.close()
    }
  } finally {
    await gateway.stop()
    table.close()
  }
}

/** P1: documents of 10 KB, 16 in flight, against what the tokens do alone. */
async function measureThroughput(
  figures: Figures,
  connection: GatewayConnection,
  bare: BareSigner,
  bareOther: BareSigner,
): Promise<void> {
  const one: number[] = []
  const two: number[] = []
  await signMany(connection, DOCUMENTS_PER_ROUND, [AGENT.taxCode], 16)
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P1 throughput, round ${round} of ${ROUNDS}`)
    const alone = await bare.rate(DOCUMENTS_PER_ROUND)
    one.push((await signMany(connection, DOCUMENTS_PER_ROUND, [AGENT.taxCode], 16)) / alone)
    const together = (await Promise.all([bare.rate(DOCUMENTS_PER_ROUND), bareOther.rate(DOCUMENTS_PER_ROUND)])).reduce(
      (a, b) => a + b,
    )
    two.push((await signMany(connection, DOCUMENTS_PER_ROUND * 2, [AGENT.taxCode, OWN_A.taxCode], 32)) / together)
  }
  figures.add('P1', 'documents/s over WebSocket ÷ bare C_Sign/s, one token', median(one), '×', 0.9)
  figures.add('P1', 'the same with two tokens on two cores', median(two), '×', 0.5)
}

/** P2: one document alone, submit to reply, less the token's own time. */
async function measureLatency(figures: Figures, connection: GatewayConnection, bare: BareSigner): Promise<void> {
  const overheads: number[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P2 latency, round ${round} of ${ROUNDS}`)
    const signMs = 1000 / (await bare.rate(SINGLES_PER_ROUND))
    for (let i = 0; i < SINGLES_PER_ROUND; i++) {
      const started = performance.now()
      await connection.sign(makeDocument(), { taxCode: AGENT.taxCode })
      overheads.push(performance.now() - started - signMs)
    }
  }
  figures.add('P2', 'submit to reply less C_Sign, 10 KB, p50', quantile(overheads, 0.5), 'ms', 2, 'at most')
  figures.add('P2', 'the same, p99', quantile(overheads, 0.99), 'ms', 8, 'at most')
}

/** P7 in its embedded form: rows of a SQLite table drained, against documents over WebSocket. */
async function measureTable(figures: Figures, table: DeclarantsTable, connection: GatewayConnection): Promise<void> {
  const ratios: number[] = []
  for (let round = 1; round <= Math.min(ROUNDS, 5); round++) {
    figures.progress(`P7 table, round ${round}`)
    const perSecond = await signMany(connection, DOCUMENTS_PER_ROUND, [AGENT.taxCode], 16)
    const before = table.count(2)
    const started = performance.now()
    table.insert(Array.from({ length: TABLE_ROWS }, () => ({ taxCode: AGENT.taxCode, document: makeDocument() })))
    await eventually(() => table.count(2) === before + TABLE_ROWS, 120_000)
    ratios.push(TABLE_ROWS / ((performance.now() - started) / 1000) / perSecond)
  }
  figures.add(
    'P7',
    `${TABLE_ROWS} rows drained from SQLite, rows/s ÷ documents/s over WebSocket`,
    median(ratios),
    '×',
    0.8,
  )
}

/** @returns Documents per second. */
async function signMany(
  connection: GatewayConnection,
  count: number,
  taxCodes: readonly string[],
  inFlight: number,
): Promise<number> {
  let next = 0
  const started = performance.now()
  const worker = async () => {
    while (next < count) {
      const taxCode = taxCodes[next++ % taxCodes.length] ?? AGENT.taxCode
      await connection.sign(makeDocument(), { taxCode })
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return count / ((performance.now() - started) / 1000)
}

let serial = 0
const GOODS = Array.from(
  { length: 60 },
  (_, i) =>
    `<Goods><GoodsIdentity>VN${i}</GoodsIdentity><Description>Hàng điện tử &amp; linh kiện, kiện số ${i}</Description><AWB>738-12345675</AWB><Amount>${i}</Amount></Goods>`,
).join('\n')

/** About 10 KB, never the same twice. */
function makeDocument(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Envelope><Header><Reference>${++serial}</Reference></Header><Body><Content>${GOODS}</Content></Body></Envelope>`
}

/** A token signing in a process of its own. */
class BareSigner {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(office: Office, label: string): Promise<BareSigner> {
    const token = JSON.stringify([office.softHsm.modulePath, label, PIN])
    const child = fork(fileURLToPath(new URL('./bare-sign.js', import.meta.url)), {
      env: { ...process.env, ...office.softHsm.env, CONGKY_BENCH_TOKEN: token },
    })
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the bare signer ended with ${code}`)))
    await Promise.race([once(child, 'message'), failed])
    failed.catch(() => {}) // from now on it ends when we disconnect
    return new BareSigner(child)
  }

  /** @returns Signatures per second. */
  async rate(count: number): Promise<number> {
    const answer = once(this.#child, 'message')
    this.#child.send(count)
    const [seconds] = (await answer) as [number]
    return count / seconds
  }

  stop(): void {
    this.#child.disconnect()
  }
}

async function openConnection(gateway: GatewayFixture): Promise<GatewayConnection> {
  const { url, secret } = decodePairingCode(await gateway.addWorkstation('bench', 'all'))
  const response = await fetch(new URL('/api/v1/pair', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: secret }),
  })
  const { accessKey } = pairAnswerSchema.parse(await response.json())
  return connect({ url, accessKey })
}
