import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setDefaultCertificate } from './config-edits.ts'
import { editConfig } from './edit.ts'
import { initConfig } from './init.ts'
import { loadConfig } from './load.ts'

const newFile = () => join(mkdtempSync(join(tmpdir(), 'congky-init-')), 'etc', 'congky.yaml')

test('writes a file that loads, with the libraries found on this host under names of their own', () => {
  const file = newFile()
  const folders = [mkdtempSync(join(tmpdir(), 'a-')), mkdtempSync(join(tmpdir(), 'b-'))]
  const found = [
    ...folders.map((folder) => join(folder, 'libsofthsm2.so')),
    join(folders[0] ?? '', 'libcastle.so.1.0.0'),
  ]
  for (const path of found) writeFileSync(path, '')
  expect(initConfig(file, { knownModules: [...found, '/nowhere/absent.so'] })).toEqual({ modules: found })
  expect(loadConfig(file).config.modules.map(({ name, path }) => [name, path])).toEqual([
    ['libsofthsm2', found[0]],
    ['libsofthsm2-2', found[1]],
    ['libcastle', found[2]],
  ])
})

test('without any library it is valid too, and the first edit keeps its comments', () => {
  const file = newFile()
  initConfig(file, { knownModules: [] })
  const before = readFileSync(file, 'utf8')
  editConfig(file, (document) => setDefaultCertificate(document, '1A', null))
  expect(readFileSync(file, 'utf8')).toBe(before.replace(/defaultCertificate:$/m, 'defaultCertificate: 1A'))
})

test('a file that exists is replaced only when asked', () => {
  const file = newFile()
  initConfig(file, { knownModules: [] })
  writeFileSync(file, 'listen: {port: 1}\n')
  expect(() => initConfig(file, { knownModules: [] })).toThrow('ERR_CONFIG_EXISTS')
  expect(readFileSync(file, 'utf8')).toBe('listen: {port: 1}\n')
  initConfig(file, { knownModules: [], overwrite: true })
  expect(loadConfig(file).config.listen.port).toBe(8443)
  expect(existsSync(`${file}.tmp`)).toBe(false)
})
