import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { loadConfig } from './load.ts'
import { type ConfigWatcher, watchConfig } from './watch.ts'

let watcher: ConfigWatcher | null = null
afterEach(() => watcher?.close())

function watched(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'congky-watch-')), 'congky.yaml')
  writeFileSync(file, text)
  const seen: string[] = []
  let inForce = loadConfig(file).hash
  watcher = watchConfig(file, {
    isInForce: (hash) => hash === inForce,
    onChange: (config, hash) => {
      seen.push(String(config.listen.port))
      inForce = hash
    },
    onInvalid: (error) => seen.push(error.code),
    intervalMs: 10,
  })
  return { file, seen, until: (expected: string[]) => expect.poll(() => seen).toEqual(expected) }
}

test('edits in place and replacements are told, each content once', async () => {
  const { file, until } = watched('listen: {port: 1001}\n')
  writeFileSync(file, 'listen: {port: 1002}\n')
  await until(['1002'])
  writeFileSync(`${file}.new`, 'listen: {port: 1003}\n')
  renameSync(`${file}.new`, file)
  await until(['1002', '1003'])
  writeFileSync(file, 'listen: {port: 1003}\n') // written again, nothing new
  writeFileSync(file, 'listen: {port: 1004}\n')
  await until(['1002', '1003', '1004'])
})

test('an invalid file and a missing one are told once, then the next valid one', async () => {
  const { file, until } = watched('listen: {port: 1001}\n')
  writeFileSync(file, 'listen: {port: x}\n')
  await until(['ERR_CONFIG_INVALID'])
  rmSync(file)
  await until(['ERR_CONFIG_INVALID', 'ERR_CONFIG_NOT_FOUND'])
  writeFileSync(file, 'listen: {port: 1005}\n')
  await until(['ERR_CONFIG_INVALID', 'ERR_CONFIG_NOT_FOUND', '1005'])
})

test('a change made between loading and watching is told too', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'congky-watch-')), 'congky.yaml')
  writeFileSync(file, 'listen: {port: 1001}\n')
  const { hash } = loadConfig(file)
  writeFileSync(file, 'listen: {port: 1002}\n')
  const seen: number[] = []
  watcher = watchConfig(file, {
    isInForce: (found) => found === hash,
    onChange: (config) => seen.push(config.listen.port),
    onInvalid: (error) => expect.fail(error.message),
    intervalMs: 10,
  })
  await expect.poll(() => seen).toEqual([1002])
})

test('after closing nothing is told', async () => {
  const { file, seen } = watched('listen: {port: 1001}\n')
  watcher?.close()
  writeFileSync(file, 'listen: {port: 1002}\n')
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(seen).toEqual([])
})
