import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CongkyError, parseTaxCode } from '@congky/shared'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { ConfigDesk } from './config-desk.ts'
import type { ConfigEdit } from './config-edit.ts'
import { runConfigJob } from './config-jobs.ts'
import { problemsOf } from './config-problem.ts'
import { CurrentConfig } from './current-config.ts'
import { loadConfig } from './load.ts'
import { runConfigWorker } from './run-config-worker.ts'
import { type ConfigWatcher, watchConfig } from './watch.ts'

const START = `# Cổng ký của đại lý
listen: {port: 1001}

sources:
  # Máy chủ phòng khai báo
  - name: ecus # tên ngắn
    dialect: sqlite
    connection: {file: ./ecus.db}
    states: {pending: 0, signed: "2"} # như ECUS

limits:
  attemptsMax: 7   # rộng rãi
`

let file: string
let applied: GatewayConfig[]
let watcher: ConfigWatcher | null = null
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'congky-desk-')), 'congky.yaml')
  writeFileSync(file, START)
  applied = []
})
afterEach(() => watcher?.close())

function openDesk(): ConfigDesk {
  const { config, hash } = loadConfig(file)
  const current = new CurrentConfig(config)
  return new ConfigDesk({
    ...{ file: { path: file, hash }, current },
    apply: async (next) => {
      current.takeOver(next)
      applied.push(next)
    },
    runJob: async (job) => runConfigJob(job),
  })
}

const content = () => readFileSync(file, 'utf8')
const setAttempts = (to: number): ConfigEdit => ({ kind: 'set', path: ['limits', 'attemptsMax'], value: to })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    ({ code }: CongkyError) => code,
  )

describe('an edit', () => {
  test('is in force when it returns, and says what it leads to', async () => {
    const desk = openDesk()
    const { revision } = desk.read()
    const edited = await desk.edit(revision, [setAttempts(9), { kind: 'set', path: ['listen', 'port'], value: 1002 }])
    expect(applied.map(({ limits }) => limits.attemptsMax)).toEqual([9])
    expect(edited).toEqual(desk.read())
    expect(edited.revision).toBe(loadConfig(file).hash)
    expect(edited.needsRestart).toEqual(['listen'])
    expect(edited.config.listen.port).toBe(1002)
    expect(content()).toBe(START.replace('attemptsMax: 7  ', 'attemptsMax: 9').replace('port: 1001', 'port: 1002'))
  })

  test('by two people at once: the second is told, and the first is not lost', async () => {
    const desk = openDesk()
    const { revision } = desk.read()
    const first = desk.edit(revision, [setAttempts(8)])
    expect(await codeOf(desk.edit(revision, [setAttempts(9)]))).toBe('ERR_CONFIG_CHANGED')
    await first
    expect(loadConfig(file).config.limits.attemptsMax).toBe(8)
    expect(applied).toHaveLength(1)
  })

  test('after a change by hand that nobody took over yet is refused', async () => {
    const desk = openDesk()
    const { revision } = desk.read()
    writeFileSync(file, START.replace('7', '6'))
    expect(await codeOf(desk.edit(revision, [setAttempts(9)]))).toBe('ERR_CONFIG_CHANGED')
    expect(desk.read().config.limits.attemptsMax).toBe(6)
    await desk.edit(desk.read().revision, [setAttempts(9)])
    expect(loadConfig(file).config.limits.attemptsMax).toBe(9)
  })

  test('that is wrong changes nothing and names each field', async () => {
    const desk = openDesk()
    const edits: ConfigEdit[] = [
      setAttempts(0),
      { kind: 'source', name: 'moi', value: { dialect: 'mssql', connection: { host: '.' } } },
    ]
    const error = await desk.edit(desk.read().revision, edits).catch((thrown: CongkyError) => thrown)
    expect(error).toMatchObject({ code: 'ERR_CONFIG_INVALID' })
    const fields = problemsOf(error as CongkyError).map(({ field }) => field)
    const missing = ['sources[1].connection.database', 'sources[1].connection.user']
    expect(fields.sort()).toEqual(['limits.attemptsMax', ...missing])
    expect((error as CongkyError).text('vi').message).not.toContain(file)
    expect([content(), applied]).toEqual([START, []])
  })

  test('in a thread of its own ends as it would here, also when it is refused', async () => {
    const { hash: expectedHash } = loadConfig(file)
    const error = await runConfigWorker({ file, edits: [setAttempts(0)], expectedHash }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(CongkyError)
    expect(problemsOf(error)).toMatchObject([{ field: 'limits.attemptsMax', text: { vi: 'phải từ 1 trở lên' } }])
    const edited = await runConfigWorker({ file, edits: [setAttempts(9)], expectedHash })
    expect(edited).toEqual(loadConfig(file))
    const lost = await runConfigWorker({ file: `${file}.gone`, edits: [], expectedHash }).catch((thrown) => thrown)
    expect(lost).toMatchObject({ code: 'ERR_CONFIG_NOT_FOUND' })
  })

  test('needs a file', async () => {
    const { config } = loadConfig(file)
    const parts = { file: null, current: new CurrentConfig(config), apply: async () => {} }
    const desk = new ConfigDesk({ ...parts, runJob: async (job) => runConfigJob(job) })
    expect(await codeOf(desk.edit(desk.read().revision, [setAttempts(9)]))).toBe('ERR_CONFIG_NOT_FOUND')
  })

  test('waits for sources that hang no longer than a person would', async () => {
    const { config, hash } = loadConfig(file)
    const desk = new ConfigDesk({
      ...{ file: { path: file, hash }, current: new CurrentConfig(config), applyMs: 10 },
      apply: () => new Promise(() => {}),
      runJob: async (job) => runConfigJob(job),
    })
    expect((await desk.edit(hash, [setAttempts(9)])).config.limits.attemptsMax).toBe(9)
  })
})

describe('the watcher of the file beside it', () => {
  const watch = (desk: ConfigDesk) => {
    watcher = watchConfig(file, {
      isInForce: (hash) => desk.isInForce(hash),
      onChange: (config, hash) => void desk.fileChanged(config, hash),
      onInvalid: () => desk.fileInvalid(),
      intervalMs: 5,
    })
  }
  const attempts = () => applied.map(({ limits }) => limits.attemptsMax)

  test('takes over edits by hand, and none of ours a second time', async () => {
    const desk = openDesk()
    watch(desk)
    await desk.edit(desk.read().revision, [setAttempts(8)])
    writeFileSync(file, START.replace('7', '6'))
    await expect.poll(() => attempts()).toEqual([8, 6])
    await desk.edit(desk.read().revision, [setAttempts(8)])
    writeFileSync(file, START) // As it was before any edit.
    await expect.poll(() => attempts()).toEqual([8, 6, 8, 7])
  })

  test('a file that was damaged shows what is wrong, and is taken over once it is mended', async () => {
    const desk = openDesk()
    watch(desk)
    writeFileSync(file, START.replace('7', 'x'))
    await expect.poll(() => desk.isInForce(loadHash(START))).toBe(false)
    expect(desk.read()).toMatchObject({
      config: { limits: { attemptsMax: 7 } },
      problems: [{ field: 'limits.attemptsMax' }],
    })
    expect(await codeOf(desk.edit(desk.read().revision, [setAttempts(9)]))).toBe('ERR_CONFIG_INVALID')
    writeFileSync(file, START)
    await expect.poll(() => attempts()).toEqual([7])
    expect(desk.read().problems).toEqual([])
  })

  function loadHash(text: string): string {
    const copy = `${file}.copy`
    writeFileSync(copy, text)
    return loadConfig(copy).hash
  }
})

describe('what the edits do to the text', () => {
  const edit = async (...edits: ConfigEdit[]) => {
    const desk = openDesk()
    await desk.edit(desk.read().revision, edits)
    return loadConfig(file).config
  }

  test('a source is added, changed where it stands with its comments, and removed', async () => {
    const value = { dialect: 'postgres', connection: { host: 'db', database: 'a: b', user: '#sa' }, table: 'public.x' }
    const added = await edit({ kind: 'source', name: 'moi', value })
    expect(added.sources[1]).toMatchObject({ name: 'moi', connection: { database: 'a: b', user: '#sa' } })
    expect(content()).toContain(START.slice(0, START.indexOf('\nlimits:')))

    const changed = await edit(
      {
        kind: 'source',
        name: 'ecus',
        value: { connection: { file: './khac.db' }, states: { pending: '0', signed: 2 } },
      },
      { kind: 'source', name: 'moi', value: { connection: { port: 5433 }, defaultCertificate: '1A' } },
    )
    expect(changed.sources[0]?.states).toMatchObject({ pending: '0', claimed: 1, signed: 2, rejected: 3 })
    expect(changed.sources[1]).toMatchObject({ connection: { port: 5433, user: '#sa' }, defaultCertificate: '1A' })
    expect(content()).toContain('  - name: ecus # tên ngắn\n')
    expect(content()).toContain('    states: {pending: "0", signed: 2} # như ECUS\n')

    const without = await edit(
      { kind: 'source', name: 'moi', value: { connection: { port: null }, defaultCertificate: null } },
      { kind: 'source', name: 'ecus', value: null },
    )
    expect(without.sources).toMatchObject([{ name: 'moi', connection: { port: null }, defaultCertificate: null }])
    expect(content()).toContain('# Cổng ký của đại lý\n')
  })

  test('a group that is missing, empty or has a comment takes its first key', async () => {
    writeFileSync(file, 'limits: # để trống\n')
    const config = await edit(setAttempts(3), { kind: 'set', path: ['console'], value: { hosts: ['a.example', 'b'] } })
    expect([config.limits.attemptsMax, config.console.hosts]).toEqual([3, ['a.example', 'b']])
    expect(content()).toContain('# để trống')
    expect((await edit({ kind: 'set', path: ['console', 'hosts'], value: ['c'] })).console.hosts).toEqual(['c'])
  })

  test('enterprises come and go', async () => {
    const taxCode = parseTaxCode('0101300842')
    const one = { taxCode, name: 'A', certificate: '1A', source: 'ecus' }
    expect((await edit({ kind: 'set-enterprises', enterprises: [one] })).enterprises).toEqual([one])
    expect((await edit({ kind: 'remove-enterprises', enterprises: [one] })).enterprises).toEqual([])
    const both = await edit(
      { kind: 'default-certificate', certificate: '1A', source: null },
      { kind: 'default-certificate', certificate: '2B', source: 'ecus' },
    )
    expect([both.defaultCertificate, both.sources[0]?.defaultCertificate]).toEqual(['1A', '2B'])
  })
})
