/**
 * The walls of the house: which room may import which, where each npm package is at home, how long a file
 * may grow. `ARCHITECTURE.md` tells the same table to people; a test here keeps the two equal.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

interface Room {
  /** A package of `packages/`, or a folder or file of the gateway's `src/`. */
  readonly name: string
  /** Rooms, or single files of them (the ports), that it may import besides itself. */
  readonly imports: readonly string[]
  /** npm packages at home here. */
  readonly packages: readonly string[]
}

/** Where two rooms claim a file, the longer path owns it: the last row is what no other row holds. */
const rooms: readonly Room[] = [
  { name: 'shared', imports: [], packages: ['zod'] },
  { name: 'client', imports: ['shared'], packages: ['ws', 'zod', 'commander'] },
  { name: 'documents', imports: ['shared'], packages: ['saxes'] },
  { name: 'console', imports: ['shared'], packages: ['preact', '@preact/signals', 'uqr'] },
  { name: 'domain', imports: ['shared'], packages: [] },
  { name: 'token', imports: ['shared', 'domain', 'built-entry.ts'], packages: ['pkcs11js'] },
  {
    name: 'signature',
    imports: ['shared', 'documents', 'domain', 'built-entry.ts', 'lower-priority.ts'],
    packages: ['libxml2-wasm', 'xml-crypto', 'pkijs', 'asn1js'],
  },
  { name: 'sources', imports: ['shared', 'domain'], packages: [] },
  {
    name: 'sources/table',
    imports: ['shared', 'domain', 'sources/source.ts'],
    packages: ['better-sqlite3', 'pg', 'mysql2', 'mssql', 'tedious', 'oracledb'],
  },
  {
    name: 'sources/http',
    imports: ['shared', 'domain', 'sources'],
    packages: ['fastify', 'fastify-type-provider-zod', 'zod'],
  },
  { name: 'sources/websocket', imports: ['shared', 'domain', 'sources'], packages: [] },
  { name: 'store', imports: ['shared', 'domain', 'built-entry.ts', 'sync-folder.ts'], packages: ['better-sqlite3'] },
  {
    name: 'pipeline',
    imports: [
      'shared',
      'domain',
      'store',
      'token/token.ts',
      'signature/profile.ts',
      'sources/source.ts',
      'sources/request-desk.ts',
    ],
    packages: [],
  },
  {
    name: 'exchange',
    imports: [
      'shared',
      'documents',
      'domain',
      'pipeline',
      'signature',
      'sources/call-limits.ts',
      'built-entry.ts',
      'exchange/sending/sending-jobs.ts',
    ],
    packages: ['fastify', 'saxes'],
  },
  {
    name: 'exchange/sending',
    imports: [
      'shared',
      'documents',
      'domain',
      'pipeline',
      'signature',
      'exchange',
      'sources',
      'sources/http',
      'outgoing',
    ],
    packages: ['fastify', 'fastify-type-provider-zod', 'zod'],
  },
  {
    name: 'exchange/tables',
    imports: ['shared', 'domain', 'exchange/exchange-store.ts', 'sources/table', 'store/statements.ts'],
    packages: [],
  },
  { name: 'outgoing', imports: ['shared', 'domain', 'config/loopback.ts'], packages: ['undici'] },
  { name: 'notify', imports: ['shared', 'domain', 'store', 'outgoing'], packages: ['nodemailer'] },
  {
    name: 'records',
    imports: ['shared', 'domain', 'store', 'sources/request-view.ts', 'built-entry.ts', 'lower-priority.ts'],
    packages: ['fflate'],
  },
  {
    name: 'api',
    imports: [
      'shared',
      'domain',
      'store',
      'config',
      'pipeline',
      'records',
      'sources',
      'sources/http',
      'sources/websocket',
      'token/token.ts',
      'signature/profile.ts',
      'exchange/sending/admin-routes.ts',
      'exchange/sending/message-routes.ts',
    ],
    packages: [
      'fastify',
      '@fastify/helmet',
      '@fastify/rate-limit',
      '@fastify/swagger',
      '@fastify/websocket',
      'fastify-type-provider-zod',
      '@simplewebauthn/server',
      'zod',
      'prom-client',
      'fflate',
    ],
  },
  {
    name: 'config',
    imports: ['shared', 'domain', 'built-entry.ts', 'sync-folder.ts'],
    packages: ['yaml', 'zod', 'pkijs', 'asn1js'],
  },
  {
    name: 'backup',
    imports: ['shared', 'domain', 'config', 'store', 'built-entry.ts', 'sync-folder.ts', 'version.ts'],
    packages: ['zod'],
  },
  {
    name: 'doctor',
    imports: [
      'shared',
      'domain',
      'config',
      'store',
      'backup',
      'sources/table/test-source.ts',
      'token/pkcs11/discovery.ts',
    ],
    packages: [],
  },
  {
    name: 'cli',
    imports: [
      'shared',
      'documents',
      'domain',
      'config',
      'store',
      'backup',
      'doctor',
      'signature/profile.ts',
      'signature/signature-engine.ts',
      'outgoing/outgoing-connections.ts',
      'trust-parts.ts',
      'sources/table/test-source.ts',
      'token/pkcs11/discovery.ts',
      'token/pkcs11/known-modules.ts',
      'exchange/tables/open-exchange-store.ts',
      'daemon.ts',
      'version.ts',
    ],
    packages: ['commander'],
  },
  { name: 'built-entry.ts', imports: [], packages: [] },
  { name: 'lower-priority.ts', imports: [], packages: [] },
  { name: 'sync-folder.ts', imports: [], packages: [] },
  { name: 'gateway', imports: ['every room'], packages: ['pino'] },
]

/** Code that runs in browsers as well, where Node's modules do not exist. */
const anywhere = ['shared', 'documents', 'console']

/** Files over 300 lines, each with its reason. */
const longFiles: Readonly<Record<string, string>> = {
  'packages/shared/src/error-catalogue.ts': 'one table of every error; it is read by looking a code up',
}

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** TypeScript files below a folder, as paths from the root with `/`. */
function typeScriptIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => /\.tsx?$/.test(path))
}

const packageNames = readdirSync(join(root, 'packages'))
const sources = packageNames.flatMap((name) => typeScriptIn(`packages/${name}/src`))
/** Tests, and what only tests use. */
const isTest = (path: string) => /\.(test|story)\.tsx?$|\/testing\//.test(path)
const program = sources.filter((path) => !isTest(path))

const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
const importsOf = (path: string) => ts.preProcessFile(read(path), true, true).importedFiles.map((file) => file.fileName)

/** Where a room, or a file of one, stands. */
function pathOf(name: string): string {
  return ['shared', 'client', 'documents', 'console', 'gateway'].includes(name)
    ? `packages/${name}/src`
    : `packages/gateway/src/${name}`
}

function roomOf(path: string): Room {
  const owner = rooms
    .filter((room) => within(path, pathOf(room.name)))
    .reduce<Room | null>(
      (best, room) => (best && pathOf(best.name).length > pathOf(room.name).length ? best : room),
      null,
    )
  if (!owner) throw new Error(`${path} stands in no room of the table`)
  return owner
}

/** What an import of one of our own files points at; null for npm packages. */
function ownTarget(path: string, specifier: string): string | null {
  const workspace = /^@congky\/(\w+)$/.exec(specifier)?.[1]
  if (workspace !== undefined) return pathOf(workspace)
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null
}

const packageOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
const isPackageJson = (target: string) => /^packages\/\w+\/package\.json$/.test(target)
/** Whether an entry of the third column is about this file. */
const names = (entry: string, target: string) =>
  entry === 'every room' || entry === roomOf(target).name || pathOf(entry) === target

/** What is wrong with one import of one file, or null. */
function objection(path: string, specifier: string): string | null {
  const room = roomOf(path)
  if (isBuiltin(specifier)) {
    return anywhere.includes(room.name) ? `imports ${specifier}, which browsers do not have` : null
  }
  const target = ownTarget(path, specifier)
  if (target !== null && isPackageJson(target)) return null
  if (target !== null) {
    const own = roomOf(target) === room && specifier.startsWith('.')
    return own || room.imports.some((entry) => names(entry, target)) ? null : `imports ${target}`
  }
  const name = packageOf(specifier)
  return room.packages.includes(name) ? null : `imports the package ${name}`
}

test('every import stays within the import table', () => {
  const broken = program.flatMap((path) =>
    importsOf(path).flatMap((specifier) => {
      const why = objection(path, specifier)
      return why === null ? [] : [`${path} ${why}`]
    }),
  )
  expect(broken).toEqual([])
})

test('the table allows nothing that no file needs', () => {
  const idle = rooms
    .filter((room) => existsSync(join(root, pathOf(room.name))))
    .flatMap((room) => {
      const files = program.filter((path) => roomOf(path) === room)
      const used = files.flatMap((path) => importsOf(path).map((specifier) => ownTarget(path, specifier) ?? specifier))
      const isUsed = (entry: string) =>
        used.some((target) => target.startsWith('packages/') && !isPackageJson(target) && names(entry, target))
      const packages = new Set(used.map(packageOf))
      return [
        ...room.imports.filter((entry) => !isUsed(entry)),
        ...room.packages.filter((name) => !packages.has(name)),
      ].map((entry) => `${room.name} has no use for ${entry}`)
    })
  expect(idle).toEqual([])
})

test('what a browser loads of the client needs nothing of Node', () => {
  const reached = new Set(['packages/client/src/browser.ts'])
  const foreign = new Set<string>()
  for (const path of reached) {
    for (const specifier of importsOf(path)) {
      const target = ownTarget(path, specifier)
      if (target === null) foreign.add(specifier)
      else reached.add(target.endsWith('.ts') ? target : `${target}/index.ts`)
    }
  }
  expect([...foreign]).toEqual(['zod'])
})

test('the program imports no test and nothing from test/', () => {
  const broken = program.flatMap((path) =>
    importsOf(path)
      .filter((specifier) => isTest(specifier) || within(posix.join(posix.dirname(path), specifier), 'test'))
      .map((specifier) => `${path} imports ${specifier}`),
  )
  expect(broken).toEqual([])
})

test('a file of more than 300 lines is listed here with its reason', () => {
  const long = program.filter((path) => read(path).trimEnd().split('\n').length > 300)
  expect(long.sort()).toEqual(Object.keys(longFiles).sort())
})

test('package-lock.json names the builds for every system, so npm ci takes it', () => {
  const check = join(root, 'scripts/complete-lock.mjs')
  expect(execFileSync(process.execPath, [check, '--check'], { encoding: 'utf8' })).toContain('is complete')
})

test('no test is skipped, put off or run alone', () => {
  const mark = /\.(only|skip|todo)\(/
  const marked = [...sources, ...typeScriptIn('test')].filter((path) => mark.test(read(path)))
  expect(marked).toEqual([])
})

test('every room of the table exists, or ARCHITECTURE.md says that it is not built yet', () => {
  const claims = architectureRows().map((row) => [row.room, row.holds.includes('not built yet')])
  expect(claims).toEqual(rooms.map((room) => [room.name, !existsSync(join(root, pathOf(room.name)))]))
})

test('ARCHITECTURE.md tells the same import table', () => {
  const told = architectureRows().map(({ room, imports, packages }) => ({ name: room, imports, packages }))
  expect(told).toEqual(rooms)
})

/** The rows of the table in ARCHITECTURE.md that starts with `| Room |`. */
function architectureRows() {
  const lines = read('ARCHITECTURE.md').split('\n')
  const start = lines.findIndex((line) => line.startsWith('| Room |')) + 2
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'))
  return lines.slice(start, start + length).map((line) => {
    const [room = '', holds = '', imports = '', packages = ''] = line.split('|').slice(1)
    return { room: codeWords(room).join(), holds, imports: codeWords(imports), packages: codeWords(packages) }
  })
}

function codeWords(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
}
