/** The search for secrets finds what it should find: planted ones, in every form, wherever they stand. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findSecrets } from './support/canary.ts'
import { type Searched, searchOutput, searchProcesses } from './support/canary-search.ts'
import { makeFolder, removeFolder } from './support/folder.ts'

// Put together here, so that this file holds none.
const planted = (kind: string) => ['Canary', kind, '4711'].join('-')
const MADE = 'x7Qa0_bC-dEfGhIjKlMnOpQrStUvWxYz0123456789A'

/** What it throws; empty when it does not. */
function errorOf(work: () => void): string {
  try {
    work()
    return ''
  } catch (error) {
    return String(error)
  }
}

describe('what is found in bytes', () => {
  test.each(['PIN', 'Password', 'Passphrase'])('a %s in every form, at every place', (kind) => {
    const secret = planted(kind)
    for (let before = 0; before < 7; before++) {
      const around = (text: string) => Buffer.from(`${'z'.repeat(before)}${text}zz`)
      const encoded = Buffer.from(`${'z'.repeat(before)}${secret}zz`)
      expect(findSecrets(around(secret))).toEqual([
        { kind: kind === 'PIN' ? kind : kind.toLowerCase(), encoding: 'as it is', offset: before },
      ])
      const forms: readonly (readonly [string, Buffer])[] = [
        ['UTF-16', Buffer.from(`${'z'.repeat(before)}${secret}`, 'utf16le')],
        ['UTF-16', Buffer.concat([Buffer.alloc(before), Buffer.from(secret, 'utf16le')])],
        ['hex', Buffer.from(encoded.toString('hex'))],
        ['hex', Buffer.from(encoded.toString('hex').toUpperCase())],
        ['base64', Buffer.from(encoded.toString('base64'))],
        ['base64', Buffer.from(encoded.toString('base64url'))],
      ]
      for (const [encoding, bytes] of forms) {
        expect(findSecrets(bytes), `${encoding} behind ${before}`).toMatchObject([{ encoding }])
      }
    }
  })

  test.each([
    ['ck_', 'access key'],
    ['cs_', 'session token'],
  ])('what looks like %s and 256 bits, also where other letters touch it', (prefix, kind) => {
    for (const text of [`${prefix}${MADE}`, `"${prefix}${MADE}"`, `may-01${prefix}${MADE}2026-11-22`]) {
      expect(findSecrets(Buffer.from(text))).toMatchObject([{ kind }])
    }
  })

  test('nothing in words, names and noise', () => {
    const words = 'Canary-Pigeon Canary-PI ck_short cs_ check_lock_of_a_name_that_is_longer_than_fortythree_letters'
    expect(findSecrets(Buffer.from(words))).toEqual([])
    expect(findSecrets(randomBytes(1_000_000))).toEqual([])
  })
})

describe('what is found in a folder', () => {
  let folder: string
  let searched: string
  beforeEach(() => {
    searched = join(mkdtempSync(join(tmpdir(), 'congky-searched-')), 'searched.jsonl')
    vi.stubEnv('CONGKY_SEARCHED', searched)
    folder = makeFolder('canary')
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
    rmSync(join(searched, '..'), { recursive: true })
  })
  const noted = () =>
    readFileSync(searched, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Searched)

  test('a planted secret, named by file and byte; the folder is gone all the same', () => {
    mkdirSync(join(folder, 'state'))
    writeFileSync(join(folder, 'state', 'congky.log'), `{"msg":"${planted('PIN')}"}`)
    expect(() => removeFolder(folder)).toThrow(/state\/congky\.log: PIN, as it is, at byte 8$/)
    expect(existsSync(folder)).toBe(false)
    expect(noted()).toMatchObject([{ what: 'folder', where: folder, files: 1, findings: [expect.anything()] }])
  })

  test('one that lies across two chunks of a large file, once', () => {
    const chunk = 4 * 1024 * 1024
    for (const offset of [chunk - 5, chunk, chunk + 100, 2 * chunk - 130, 2 * chunk - 1]) {
      const bytes = Buffer.alloc(3 * chunk)
      bytes.write(planted('PIN'), offset)
      writeFileSync(join(folder, `${offset}.db`), bytes)
      expect(() => removeFolder(folder)).toThrow(
        new RegExp(`^secrets were found:\\n\\S+/${offset}\\.db: PIN, as it is, at byte ${offset}$`),
      )
      mkdirSync(folder)
    }
    removeFolder(folder)
  })

  test('one in the name of a file', () => {
    writeFileSync(join(folder, planted('Password')), '')
    expect(() => removeFolder(folder)).toThrow('the name of')
  })

  test("an access key is passed over in the workstation's own file and nowhere else", () => {
    writeFileSync(join(folder, 'client.json'), `{"accessKey":"ck_${MADE}"}`)
    removeFolder(folder)
    expect(noted()).toEqual([{ what: 'folder', where: folder, files: 1, bytes: 62, findings: [] }])
    mkdirSync(folder)
    writeFileSync(join(folder, 'client.json'), planted('PIN'))
    writeFileSync(join(folder, 'export.json'), `ck_${MADE}`)
    expect(() => removeFolder(folder)).toThrow(/client\.json: PIN.*\n.*export\.json: access key/)
  })

  test('a secret that was printed, or stands in a command line or an environment', async () => {
    expect(() => searchOutput('congky', `cannot log in with ${planted('Password')}`)).toThrow('congky: password')
    const { spawn } = await import('node:child_process')
    const sleeper = (args: readonly string[], env: NodeJS.ProcessEnv) =>
      spawn('sh', ['-c', 'sleep 60 & wait', ...args], { env: { ...process.env, ...env }, detached: true })
    for (const child of [sleeper([planted('PIN')], {}), sleeper([], { DB_PASSWORD: planted('Password') })]) {
      const { pid } = child
      if (pid === undefined) throw new Error('no process')
      await expect
        .poll(() => errorOf(() => searchProcesses(pid)))
        .toMatch(/\/proc\/\d+\/(cmdline|environ): (PIN|password)/)
      process.kill(-pid, 'SIGKILL')
    }
    const processes = noted().filter(({ what }) => what === 'process')
    expect(processes.length).toBeGreaterThan(1)
  })
})

test('stories make their folders where they are searched', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const stories = ['test', 'packages'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.story.ts') && !path.includes('node_modules'))
      .map((path) => join(top, path)),
  )
  const others = stories.filter((path) => /\bmkdtemp/.test(readFileSync(join(root, path), 'utf8')))
  expect(stories.length).toBeGreaterThan(10)
  expect(others).toEqual([])
})
