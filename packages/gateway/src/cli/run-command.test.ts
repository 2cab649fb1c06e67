import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { beforeEach, describe, expect, test } from 'vitest'
import { Cli, type CliIo } from './cli.ts'
import { buildProgram } from './program.ts'
import { runCommand } from './run-command.ts'

const CONFIG = 'stateDir: ./state\nsources:\n  - {name: ecus, dialect: sqlite, connection: {file: ./e.db}}\n'

let file: string
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'congky-cli-')), 'congky.yaml')
  writeFileSync(file, CONFIG)
})

/** Streams in memory that are no terminal. */
function memoryIo(env: NodeJS.ProcessEnv, input = ''): { io: CliIo; out: () => string; err: () => string } {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  const io = { stdin, stdout, stderr, env } as unknown as CliIo
  const textOf = (stream: PassThrough) => String(stream.read() ?? '')
  return { io, out: () => textOf(stdout), err: () => textOf(stderr) }
}

async function run(argv: string[], input = '') {
  const { io, out, err } = memoryIo({ CONGKY_LANG: 'en', CONGKY_CONFIG: file }, input)
  const code = await runCommand(argv, io)
  return { code, out: out(), err: err() }
}

describe('the tree of commands', () => {
  const commands = (language: 'vi' | 'en') => {
    const { io } = memoryIo({})
    const walk = (command: Command): Command[] => command.commands.flatMap((child) => [child, ...walk(child)])
    return walk(buildProgram(new Cli(io, language)))
  }

  test('every command is described in both languages', () => {
    const [vi, en] = [commands('vi'), commands('en')]
    expect(vi.length).toBe(en.length)
    for (const [at, command] of vi.entries()) {
      expect(command.description()).not.toBe('')
      expect(command.description()).not.toBe(en[at]?.description())
    }
  })

  test('the help of every command that does something ends with an example of that command', async () => {
    const leaves = commands('en').filter((command) => command.commands.length === 0)
    expect(leaves.length).toBeGreaterThan(30)
    for (const leaf of leaves) {
      const path = [leaf.parent?.parent ? leaf.parent.name() : '', leaf.name()].filter(Boolean)
      const { out, code } = await run([...path, '--help'])
      expect(code).toBe(0)
      expect(out).toContain(`Example:\n  congky ${path.join(' ')}`)
    }
  })
})

describe('wrong use', () => {
  test.each([
    [['frobnicate'], 'unknown command'],
    [['stats'], 'status'],
    [['status', '--jsn'], '--json'],
    [['secret', 'set'], 'name'],
    [['history', 'list', '--limit', '0'], '--limit'],
    [['requests', 'list', '--state', 'done'], 'no state done'],
    [['workstation', 'add', 'x'], '--enterprise'],
    [['enterprise', 'set', '0101300842'], '--name'],
    [['enterprise', 'default', 'vnpt'], 'serial number in hex'],
    [['secret', 'set', 'a b', '--value-stdin'], 'letters without accents'],
    [['secret', 'set', 'a'], '--value-stdin'],
    [['unlock', '--pin-stdin'], 'name of the token'],
    [['user', 'add', 'lan'], '--role'],
    [['user', 'add', 'lan', '--role', 'boss'], 'no role boss'],
    [['user', 'add', 'lan', '--role', 'admin'], '--password-stdin'],
  ])('%j exits with 2 and says why', async (argv, why) => {
    const { code, err, out } = await run(argv)
    expect(err).toContain(why)
    expect([code, out]).toEqual([2, ''])
  })

  test('a group without a command shows what there is', async () => {
    const { code, err } = await run(['source'])
    expect(code).toBe(2)
    expect(err).toContain('init-table')
  })

  test('with --json the complaint is JSON on stdout', async () => {
    const { code, out, err } = await run(['frobnicate', '--json'])
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'ERR_USAGE' } })
    expect([code, err]).toEqual([2, ''])
  })
})

describe('failures', () => {
  test('say what happened and what to do, and exit with 1', async () => {
    const { code, err } = await run(['status'])
    expect(code).toBe(1)
    expect(err).toMatch(/^✗ No gateway answers.*\n→ Start it with: congky start/)
  })

  test('with --json they are one JSON value', async () => {
    const { code, out } = await run(['source', 'deactivate', 'ecsu', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'ERR_SOURCE_UNKNOWN', next: expect.stringContaining('source list') },
    })
  })

  test('a broken configuration is told line by line, in Vietnamese too', async () => {
    writeFileSync(file, 'lisen: 1\nautoStart: maybe\n')
    const { code, out } = await run(['config', 'check', '--lang', 'vi'])
    expect(code).toBe(1)
    expect(out.split('\n').slice(0, 3)).toEqual([
      `✗ ${file}:1:1 lisen: không có khóa này; có phải là listen?`,
      `✗ ${file}:2:12 autoStart: cần một trong các giá trị: true, false`,
      '2 chỗ cần sửa',
    ])
  })
})

describe('commands that edit the configuration', () => {
  test('switch a source, add an enterprise and take it away again', async () => {
    expect((await run(['source', 'deactivate', 'ecus'])).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('active: false')
    expect((await run(['source', 'activate', 'ecus'])).code).toBe(0)
    const set = ['enterprise', 'set', '0101300842', '--name', 'Công ty A', '--certificate', '54:02:bc', '--json']
    expect(JSON.parse((await run(set)).out)).toEqual({
      taxCode: '0101300842',
      name: 'Công ty A',
      certificate: '5402BC',
      source: null,
    })
    const listed = JSON.parse((await run(['enterprise', 'list', '--json'])).out)
    expect(listed.enterprises).toHaveLength(1)
    expect((await run(['enterprise', 'remove', '0101300842'])).code).toBe(0)
    expect((await run(['enterprise', 'remove', '0101300842'])).err).toContain('no enterprise 0101300842')
  })

  test("an admin's tax code with a wrong check digit is refused", async () => {
    const { code, err } = await run(['enterprise', 'set', '0101300843', '--name', 'A'])
    expect(code).toBe(1)
    expect(err).toContain('check digit')
  })

  test('a list with one bad line writes nothing', async () => {
    const list = join(file, '..', 'list.csv')
    writeFileSync(list, 'taxCode,name\n0101300842,A\n0101300843,B\n')
    const bad = await run(['enterprise', 'import', list])
    expect([bad.code, readFileSync(file, 'utf8')]).toEqual([1, CONFIG])
    expect(bad.out).toContain(`${list}:3: tax code 0101300843`)
    writeFileSync(list, 'taxCode,name\n0101300842,A\n0100109106,B\n')
    expect((await run(['enterprise', 'import', list, '--dry-run'])).out).toContain('2 enterprises are fine')
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)
    expect((await run(['enterprise', 'import', list])).out).toContain('Added 2')
    expect((await run(['enterprise', 'import', list])).out).toContain('updated 2')
  })
})

describe('secrets', () => {
  test('are set from stdin, listed by name, never shown, and removed', async () => {
    const set = await run(['secret', 'set', 'ecus', '--value-stdin'], 'hunter2\n')
    const list = await run(['secret', 'list', '--json'])
    expect(JSON.parse(list.out)).toEqual([{ name: 'ecus', from: 'file', usedBy: [] }])
    expect([set, list].map(({ out, err }) => out + err).join()).not.toContain('hunter2')
    expect(set.err).toContain('No source uses this name yet')
    expect((await run(['secret', 'remove', 'ecus'])).code).toBe(0)
    expect((await run(['secret', 'remove', 'ecus'])).code).toBe(1)
  })
})
