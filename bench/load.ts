/**
 * How long documents take while others come, whatever happens beside: an open load at shares of the capacity that the
 * same run finds. What happens beside is for another token, another database or another workstation, so the ratios
 * should be 1.
 */

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { GatewayStatus } from '../packages/shared/src/index.ts'
import { FaultModule } from '../test/support/fault-module.ts'
import { eventually, type GatewayFixture } from '../test/support/gateway.ts'
import { AGENT, type Office, OWN_A, OWN_B, PIN } from '../test/support/office.ts'
import { inOffice } from './bench-office.ts'
import { KB, MB } from './documents.ts'
import type { Figures } from './figures.ts'
import { type Load, LoadSender } from './load-sender.ts'
import { ROUNDS, SEED } from './options.ts'
import { median, quantile } from './statistics.ts'

const CAPACITY_DOCUMENTS = 600
const SECONDS = 1.2
const SLOW_MS = 300
const SOURCE = 'co-so-du-lieu-treo'

/** What goes on beside the documents that are timed. */
interface Trouble {
  readonly name: string
  /** @returns How to end it. */
  readonly begin: () => Promise<() => Promise<unknown>>
}

export async function measureLoad(figures: Figures): Promise<void> {
  figures.progress('making tokens')
  const silent = await listenSilently()
  try {
    await inOffice(
      {},
      async ({ gateway }) => {
        await gateway.unlock(OWN_B.token, PIN)
        const senders = {
          small: await LoadSender.start(gateway, 'small', 10 * KB),
          slow: await LoadSender.start(gateway, 'slow', 10 * KB),
          large: await LoadSender.start(gateway, 'large', 4 * MB),
        }
        try {
          await measureShares(figures, gateway, senders)
        } finally {
          for (const sender of Object.values(senders)) sender.stop()
        }
      },
      async (office, folder) => ({
        config: { ...(await withSlowToken(office, folder)), sources: [sourceAt(silent.port)] },
      }),
    )
  } finally {
    silent.close()
  }
}

type Senders = Readonly<Record<'small' | 'slow' | 'large', LoadSender>>

async function measureShares(figures: Figures, gateway: GatewayFixture, senders: Senders): Promise<void> {
  const { small } = senders
  const closed = { kind: 'closed', inFlight: 16, taxCode: AGENT.taxCode } as const
  await small.run({ ...closed, count: CAPACITY_DOCUMENTS / 2 })
  figures.progress('finding the capacity')
  const capacity = CAPACITY_DOCUMENTS / (await small.run({ ...closed, count: CAPACITY_DOCUMENTS })).seconds
  figures.tell('L1', 'capacity, 10 KB, 16 in flight', capacity, '/s')
  const at = (share: number, round: number): Load => {
    const open = { kind: 'open', arrivals: 'poisson', seconds: SECONDS, taxCode: AGENT.taxCode } as const
    return { ...open, perSecond: capacity * share, seed: SEED + round }
  }
  const shares = new Map<number, number[]>([0.5, 0.8].map((share) => [share, []]))
  const troubles = troublesOf(gateway, senders)
  const ratios = new Map<string, number[]>(troubles.map(({ name }) => [name, []]))
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`L1 under load, round ${round} of ${ROUNDS}`)
    for (const [share, all] of shares) all.push(...(await small.run(at(share, round))).latencies)
    for (const { name, begin } of troubles) {
      const alone = quantile((await small.run(at(0.5, round))).latencies, 0.99)
      const end = await begin()
      const beside = quantile((await small.run(at(0.5, round))).latencies, 0.99)
      await end()
      ratios.get(name)?.push(beside / alone)
    }
  }
  for (const [share, all] of shares) {
    const what = `from when it was to be sent to its signature, at ${share * 100} % of capacity`
    figures.tell('L1', `${what}, p50`, quantile(all, 0.5), 'ms')
    figures.tell('L1', '  p99', quantile(all, 0.99), 'ms')
    figures.tell('L1', '  p99.9', quantile(all, 0.999), 'ms')
  }
  for (const [name, all] of ratios) figures.tell('L2', `p99 at 50 % beside ${name} ÷ alone`, median(all), '×')
}

function troublesOf(gateway: GatewayFixture, { slow, large }: Senders): readonly Trouble[] {
  const beside = (sender: LoadSender, perSecond: number, taxCode: string) => async () => {
    const open = { kind: 'open', arrivals: 'even', seconds: SECONDS, seed: SEED } as const
    const sending = sender.run({ ...open, perSecond, taxCode })
    return () => sending
  }
  return [
    // As many as the slow token can sign.
    { name: `a token of ${SLOW_MS} ms`, begin: beside(slow, 900 / SLOW_MS, OWN_B.taxCode) },
    { name: 'a document of 4 MB a second', begin: beside(large, 1, OWN_A.taxCode) },
    {
      name: 'a database that hangs',
      begin: async () => {
        await setSource(gateway, true)
        return () => setSource(gateway, false)
      },
    },
  ]
}

/** Resolves when the gateway has taken the change over. */
async function setSource(gateway: GatewayFixture, isActive: boolean): Promise<void> {
  await gateway.json(['source', isActive ? 'activate' : 'deactivate', SOURCE])
  await eventually(async () => {
    const { sources } = await gateway.admin<GatewayStatus>('GET', '/status')
    return sources.some(({ name, active }) => name === SOURCE && active === isActive)
  })
}

/** The tokens of the office behind a library that keeps one of them slow; both sides of each ratio go through it. */
async function withSlowToken({ softHsm }: Office, folder: string) {
  const module = await FaultModule.create(join(folder, 'fault-module'), softHsm)
  const slow = softHsm.contents.tokens.find(({ label }) => label === OWN_B.token)
  if (!slow) throw new Error(`no token ${OWN_B.token} in the drawer`)
  module.on('C_Sign', { takesMs: SLOW_MS }, { serial: slow.serial })
  return { modules: [{ name: 'softhsm', path: module.modulePath }] }
}

function sourceAt(port: number): object {
  const connection = { host: '127.0.0.1', port, user: 'congky', database: 'khai_bao' }
  return { name: SOURCE, dialect: 'postgres', connection, pollMs: 200, active: false }
}

/** A database server as it hangs: it takes every connection and says nothing. */
async function listenSilently(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close().unref() }
}
