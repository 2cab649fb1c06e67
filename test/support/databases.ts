/**
 * Real database servers for tests, each with a data folder and a port of its own. The programs are those of
 * the distribution, or of packages that were unpacked below CONGKY_TEST_PREFIX.
 *
 * PostgreSQL refuses to run as root, so a test run as root gives each server the user of its package. Data
 * is not synced to disk, which a stopped server survives and a stopped machine need not.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import pg from 'pg'
import type { ConnectionConfig } from '../../packages/gateway/src/domain/gateway-config.ts'
import { freePort } from './free-port.ts'
import { type Account, asAccount, environment, prefixed, ServerProcess } from './server-process.ts'

export interface TestServer {
  readonly connection: ConnectionConfig
  readonly password: string
  /** Stops it at once, without a checkpoint. Stopping twice is fine. */
  stop(): Promise<void>
  /** Ends it by SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>
}

const DATABASE = 'khai_bao'
const USER = 'congky'
const PASSWORD = 'Canary-Password-mật-khẩu-9f3'

/** Starts PostgreSQL with its data below `folder`. @throws {Error} It is not installed, or does not start. */
export async function startPostgres(folder: string): Promise<TestServer> {
  const bin = findFolder(postgresFolders(), 'initdb')
  const account = accountOf('postgres')
  const data = ownFolder(folder, 'postgres', account)
  const passwordFile = join(data, 'password')
  writeFileSync(passwordFile, PASSWORD)
  giveTo(passwordFile, account)
  run(account, join(bin, 'initdb'), [
    ...['-D', join(data, 'data'), '-U', USER, '--pwfile', passwordFile, '--auth-host=scram-sha-256'],
    ...['-E', 'UTF8', '--locale=C', '--no-sync'],
  ])
  rmSync(passwordFile) // Nothing that a test leaves behind may hold a password.
  const connection = connectTo(await freePort())
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    shared_buffers: '32MB',
  }
  const server = new ServerProcess({
    account,
    program: join(bin, 'postgres'),
    args: [
      ...['-D', join(data, 'data'), '-p', String(connection.port)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // Immediate shutdown: no checkpoint, the write-ahead log is replayed at the next start.
    stopSignal: 'SIGQUIT',
    isReady: () => withPostgres({ ...connection, database: 'postgres' }, async () => {}),
  })
  await server.start()
  await withPostgres({ ...connection, database: 'postgres' }, (client) => client.query(`CREATE DATABASE ${DATABASE}`))
  return { connection, password: PASSWORD, ...controlsOf(server) }
}

/** Starts MariaDB with its data below `folder`. @throws {Error} It is not installed, or does not start. */
export async function startMariaDb(folder: string): Promise<TestServer> {
  const bin = findFolder([prefixed('/usr/sbin'), prefixed('/usr/libexec')], 'mariadbd')
  const installer = join(findFolder([prefixed('/usr/bin')], 'mariadb-install-db'), 'mariadb-install-db')
  const account = accountOf('mysql')
  const data = ownFolder(folder, 'mariadb', account)
  // Temporary tables in a folder of their own: in the common one, servers of other runs meet and clean up.
  const where = [
    '--no-defaults',
    `--datadir=${join(data, 'data')}`,
    `--basedir=${prefixed('/usr')}`,
    `--tmpdir=${data}`,
  ]
  run(account, installer, [
    ...where,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ])
  const connection = connectTo(await freePort())
  const socketPath = join(data, 's')
  const server = new ServerProcess({
    account,
    program: join(bin, 'mariadbd'),
    args: [
      ...where,
      ...[
        `--port=${connection.port}`,
        '--bind-address=127.0.0.1',
        `--socket=${socketPath}`,
        `--pid-file=${join(data, 'pid')}`,
      ],
      ...['--innodb-flush-log-at-trx-commit=2', '--innodb-buffer-pool-size=32M', '--max-allowed-packet=64M'],
    ],
    stopSignal: 'SIGKILL',
    isReady: async () => (await mysql.createConnection({ socketPath, user: 'root' })).end(),
  })
  await server.start()
  const root = await mysql.createConnection({ socketPath, user: 'root' })
  await root.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`)
  await root.query(`CREATE USER ${USER}@localhost IDENTIFIED BY ?`, [PASSWORD])
  await root.query(`CREATE USER ${USER}@'127.0.0.1' IDENTIFIED BY ?`, [PASSWORD])
  for (const host of ['localhost', '127.0.0.1']) await root.query(`GRANT ALL ON ${DATABASE}.* TO ${USER}@?`, [host])
  await root.end()
  return { connection, password: PASSWORD, ...controlsOf(server) }
}

function controlsOf(server: ServerProcess): Pick<TestServer, 'stop' | 'kill' | 'start'> {
  return { stop: () => server.stop(), kill: () => server.stop('SIGKILL'), start: () => server.start() }
}

/** The user a server runs as when we are root; null to run it as ourselves. */
function accountOf(name: string): Account | null {
  if (process.getuid?.() !== 0) return null
  const idOf = (option: string, user: string) =>
    Number(execFileSync('id', [option, user], { encoding: 'utf8', stdio: 'pipe' }))
  for (const user of [name, 'nobody']) {
    try {
      return { name: user, uid: idOf('-u', user), gid: idOf('-g', user) }
    } catch {
      // No such user: unpacked packages bring none. `nobody` is everywhere.
    }
  }
  return null
}

function run(account: Account | null, program: string, args: readonly string[]): void {
  const [command, ...rest] = asAccount(account, program, args)
  execFileSync(command, rest, { stdio: 'pipe', env: environment(), cwd: '/' })
}

/** A folder below `folder` that the account owns and can reach. */
function ownFolder(folder: string, name: string, account: Account | null): string {
  const own = join(folder, name)
  mkdirSync(own, { mode: 0o700 })
  if (account !== null) chmodSync(folder, 0o755)
  giveTo(own, account)
  return own
}

function giveTo(path: string, account: Account | null): void {
  if (account !== null) chownSync(path, account.uid, account.gid)
}

function postgresFolders(): string[] {
  const versions = prefixed('/usr/lib/postgresql')
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin'))
}

function findFolder(folders: readonly string[], program: string): string {
  const found = folders.find((folder) => existsSync(join(folder, program)))
  if (found === undefined) throw new Error(`${program} is not installed`)
  return found
}

/** How to reach a server of ours on this host. */
export function connectTo(port: number): ConnectionConfig {
  return {
    file: null,
    host: '127.0.0.1',
    port,
    instance: null,
    database: DATABASE,
    user: USER,
    passwordSecret: null,
    tls: 'off',
    legacyTls: false,
    connectTimeoutMs: 5_000,
  }
}

async function withPostgres(
  connection: ConnectionConfig,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const { host, database, user } = connection
  const client = new pg.Client({ host, port: connection.port ?? 5432, database, user, password: PASSWORD })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
