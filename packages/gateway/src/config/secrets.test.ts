import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { openSecrets } from './secrets.ts'

let stateDir: string
beforeEach(() => {
  stateDir = join(mkdtempSync(join(tmpdir(), 'congky-secrets-')), 'state')
})
const open = (env: NodeJS.ProcessEnv = {}) => openSecrets({ stateDir, env })

describe('the encrypted file', () => {
  test('gives back what was set, also in another process, and neither file shows it', () => {
    open().set('ecus', 'mật khẩu #1')
    open().set('oracle', 'tiger')
    expect([open().get('ecus'), open().get('oracle')]).toEqual(['mật khẩu #1', 'tiger'])
    const files = ['secrets.json', 'secrets.key'].map((name) => readFileSync(join(stateDir, name), 'utf8'))
    expect(files.join()).not.toMatch(/mật khẩu|tiger/)
  })

  test("both files and the folder are the owner's alone", () => {
    open().set('ecus', 'x')
    const modes = ['.', 'secrets.json', 'secrets.key'].map((name) => statSync(join(stateDir, name)).mode & 0o777)
    expect(modes).toEqual([0o700, 0o600, 0o600])
  })

  test('lists names, replaces and removes', () => {
    const secrets = open()
    secrets.set('b', '1')
    secrets.set('a', '1')
    secrets.set('a', '2')
    expect(secrets.list()).toEqual(['a', 'b'])
    expect([secrets.whereIs('a'), secrets.whereIs('c')]).toEqual(['file', null])
    expect(secrets.get('a')).toBe('2')
    expect([secrets.remove('a'), secrets.remove('a')]).toEqual([true, false])
    expect(() => secrets.get('a')).toThrow('ERR_SECRET_MISSING')
  })

  test('a name that every object has is missing like any other', () => {
    open().set('a', '1')
    expect(() => open().get('toString')).toThrow('ERR_SECRET_MISSING')
    expect(() => open().get('__proto__')).toThrow('ERR_SECRET_MISSING')
  })
})

describe('a store that cannot be trusted', () => {
  test('a key that others can read is refused', () => {
    open().set('a', '1')
    chmodSync(join(stateDir, 'secrets.key'), 0o640)
    expect(() => open().get('a')).toThrow(/ERR_SECRET_STORE.*0640/)
    expect(() => open().set('b', '1')).toThrow('ERR_SECRET_STORE')
  })

  test('a lost key is not replaced silently by a new one', () => {
    open().set('a', '1')
    rmSync(join(stateDir, 'secrets.key'))
    expect(() => open().get('a')).toThrow('ERR_SECRET_STORE')
    expect(() => open().set('b', '1')).toThrow('ERR_SECRET_STORE')
  })

  test('a value moved under another name, changed, or made with another key does not open', () => {
    open().set('a', '1')
    open().set('b', '2')
    const file = join(stateDir, 'secrets.json')
    const stored = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...stored, secrets: { a: stored.secrets.b, b: stored.secrets.a } }))
    expect(() => open().get('a')).toThrow(/ERR_SECRET_STORE.*was changed/)
    writeFileSync(file, JSON.stringify(stored))
    writeFileSync(join(stateDir, 'secrets.key'), Buffer.alloc(32, 7).toString('base64'))
    expect(() => open().get('a')).toThrow('ERR_SECRET_STORE')
  })

  test('a damaged file is told, not taken for an empty one', () => {
    open().set('a', '1')
    writeFileSync(join(stateDir, 'secrets.json'), '{"version":1,')
    expect(() => open().list()).toThrow('ERR_SECRET_STORE')
  })
})

describe('credentials of the service manager', () => {
  test('win over the file, without the last newline that an editor left', () => {
    const folder = mkdtempSync(join(tmpdir(), 'congky-credentials-'))
    writeFileSync(join(folder, 'ecus'), 'from systemd\n')
    const secrets = open({ CREDENTIALS_DIRECTORY: folder })
    secrets.set('ecus', 'from file')
    secrets.set('other', 'from file')
    expect([secrets.get('ecus'), secrets.get('other')]).toEqual(['from systemd', 'from file'])
    expect([secrets.whereIs('ecus'), secrets.whereIs('other')]).toEqual(['credential', 'file'])
  })

  test('a name cannot leave their folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'congky-credentials-'))
    writeFileSync(join(folder, 'outside'), 'x')
    expect(() => open({ CREDENTIALS_DIRECTORY: join(folder, 'in') }).get('../outside')).toThrow('ERR_SECRET_MISSING')
  })
})
