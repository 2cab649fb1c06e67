/** As a service: systemd is told how it is, and stopping takes ten seconds at most, whatever hangs. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServiceManager } from '../packages/gateway/src/service-manager.ts'
import { startPostgres, type TestServer } from './support/databases.ts'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { isRunning } from './support/is-running.ts'
import { createOffice, type Office, OWN_A, PIN, TOKENS } from './support/office.ts'
import { TcpProxy } from './support/tcp-proxy.ts'

const UNIT = fileURLToPath(new URL('../service/congky.service', import.meta.url))
const folder = makeFolder('service')
const socket = join(folder, 'notify')
let listener: ChildProcess
let heard = ''
let office: Office
let gateway: GatewayFixture | undefined
let postgres: TestServer | undefined
let proxy: TcpProxy | undefined
let table: DeclarantsTable | undefined

/** A stand-in for systemd's end of the socket; Node cannot listen on a datagram socket of the file system. */
const LISTEN = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True: print(s.recv(4096).decode(), flush=True)
`

beforeAll(async () => {
  listener = spawn('python3', ['-c', LISTEN, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  listener.stdout?.setEncoding('utf8').on('data', (text: string) => (heard += text))
  office = await createOffice(folder)
  await eventually(() => heard.includes('listening'))
})
afterAll(async () => {
  listener?.kill('SIGKILL')
  await gateway?.kill()
  await proxy?.close()
  await postgres?.stop()
  table?.close()
  removeFolder(folder)
})

const count = (word: string) => heard.split(word).length - 1
/** The gateway's driver processes, from /proc. */
function driverPids(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) \S+ /)
        const isDriver = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('token-process')
        return isDriver && Number(after.split(' ')[0]) === parent
      } catch {
        return false // ended just now
      }
    })
}

test('systemd hears that it is ready, alive and stopping, and drivers cannot speak for it', async () => {
  gateway = await GatewayFixture.start({
    folder: join(folder, 'notifying'),
    config: { ...office.config, autoStart: true },
    env: { ...office.softHsm.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000' },
  })
  await eventually(() => count('READY=1') === 1 && count('WATCHDOG=1') >= 3)
  expect(heard).toContain(`STATUS=${gateway.url}`)
  await gateway.unlock(OWN_A.token, PIN)
  const [driver = -1] = driverPids(gateway.pid)
  expect(readFileSync(`/proc/${driver}/environ`, 'utf8')).not.toMatch(/NOTIFY_SOCKET|WATCHDOG/)
  expect(await gateway.stop()).toBe(0)
  await eventually(() => count('STOPPING=1') === 1)
})

test('the watchdog starves while the state answers no write', async () => {
  const log = { info() {}, warn() {}, error() {}, debug() {} }
  const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '200000', WATCHDOG_PID: `${process.pid}`, PATH: process.env.PATH }
  let health: () => Promise<boolean> = async () => true
  const manager = new ServiceManager(env, log)
  expect(env.NOTIFY_SOCKET).toBeUndefined()
  const before = count('WATCHDOG=1')
  await manager.ready('here', () => health())
  await eventually(() => count('WATCHDOG=1') > before + 1)
  const starved: readonly (() => Promise<boolean>)[] = [async () => false, () => new Promise<boolean>(() => {})]
  for (const ill of starved) {
    health = ill
    // What was on its way arrives; from then on nothing does, for ten times as long as between two words.
    await eventually(async () => {
      const fed = count('WATCHDOG=1')
      await sleep(1_000)
      return count('WATCHDOG=1') === fed
    })
  }
  await manager.stopping()
})

test('systemd takes the unit as it is, and finds it well closed', () => {
  const unit = readFileSync(UNIT, 'utf8').replace('/usr/bin/node', process.execPath)
  const file = join(folder, 'congky.service')
  writeFileSync(file, unit)
  expect(
    execFileSync('systemd-analyze', ['verify', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
  ).toBe('')
  // Ends with a failure when the exposure is more than 2.5 of 10.
  execFileSync('systemd-analyze', ['security', '--offline=yes', '--threshold=25', '--no-pager', file], {
    stdio: 'pipe',
  })
  for (const line of ['Type=notify', 'NotifyAccess=all', 'TimeoutStopSec=15', 'KillMode=mixed', 'LimitCORE=0']) {
    expect(unit).toContain(`\n${line}\n`)
  }
})

test('it stops within ten seconds while a database and a driver hang, and loses nothing', async () => {
  postgres = await startPostgres(folder)
  const { connection, password } = postgres
  proxy = await TcpProxy.start(connection.port ?? 0)
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  const { database, user, tls } = connection
  const config = {
    ...office.config,
    sources: [
      table.source('tai-cho'),
      {
        ...{ name: 'pg', dialect: 'postgres', leaseMs: 2_000, pollMs: 100 },
        connection: { host: '127.0.0.1', port: proxy.port, database, user, passwordSecret: 'pg', tls },
      },
    ],
  }
  gateway = await GatewayFixture.start({ folder: join(folder, 'hanging'), config, env: office.softHsm.env })
  expect((await gateway.run(['secret', 'set', 'pg', '--value-stdin'], password)).code).toBe(0)
  for (const source of ['tai-cho', 'pg']) expect((await gateway.run(['source', 'init-table', source])).code).toBe(0)
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  const rows = 100
  const client = new pg.Client({ host: connection.host, port: connection.port ?? 0, database, user, password })
  await client.connect()
  try {
    const insert = (from: number, to: number) =>
      client.query(
        `INSERT INTO congky_request (tax_code, document)
         SELECT '${OWN_A.taxCode}', '<a>' || i || '</a>' FROM generate_series(${from}::int, ${to}::int) i`,
      )
    const inState = async (state: number) => {
      const found = await client.query('SELECT count(*)::int AS n FROM congky_request WHERE state = $1', [state])
      return Number(found.rows[0]?.n)
    }
    await insert(1, 10)
    await eventually(async () => (await inState(2)) === 10)
    const drivers = driverPids(gateway.pid)
    expect(drivers.length).toBeGreaterThanOrEqual(TOKENS.length)
    for (const pid of drivers) process.kill(pid, 'SIGSTOP')
    // However quick the gateway is, these are in its hands: claimed, and before a driver that answers nothing.
    await insert(11, rows)
    await eventually(async () => (await inState(1)) > 0)
    proxy.freeze()
    table.insert([{ taxCode: OWN_A.taxCode, document: '<b/>' }])

    // Nine and a half seconds at the latest, and what a busy machine adds; after 15 systemd ends it.
    const startedAt = performance.now()
    expect(await gateway.stop()).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    await eventually(() => drivers.every((pid) => !isRunning(pid)))

    proxy.thaw()
    proxy.cut()
    await gateway.restart()
    for (const token of TOKENS) await gateway.unlock(token, PIN)
    await eventually(async () => (await inState(2)) === rows && table?.count(2) === 1)
  } finally {
    await client.end()
  }
})
