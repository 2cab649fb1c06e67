import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTaxCode } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { setEnterprises } from '../packages/gateway/src/config/config-edits.ts'
import { BUILT_IN_PROFILES } from '../packages/gateway/src/config/cross-checks.ts'
import { editConfig } from '../packages/gateway/src/config/edit.ts'
import { loadConfig } from '../packages/gateway/src/config/load.ts'
import { parseYaml } from '../packages/gateway/src/config/parse-yaml.ts'
import { builtInProfiles } from '../packages/gateway/src/signature/built-in-profiles.ts'

const folder = new URL('../config/', import.meta.url)
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const taxCode = parseTaxCode('0300588569')
const load = (name: string) => loadConfig(new URL(name, folder).pathname)

describe.each(examples)('config/%s', (name) => {
  test('loads, and nothing in it needs a warning', () => {
    expect(load(name).warnings).toEqual([])
  })

  test('an edit changes its own lines and no others', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'congky-example-')), 'congky.yaml')
    writeFileSync(file, read(name))
    editConfig(file, (document) => setEnterprises(document, [{ taxCode, name: 'Công ty mới', source: null }]))
    const lines = readFileSync(file, 'utf8').split('\n')
    const added = ['  - taxCode: 0300588569', '    name: Công ty mới']
    expect(lines.filter((line) => !added.includes(line) && line !== 'enterprises:')).toEqual(
      read(name)
        .split('\n')
        .filter((line) => line !== 'enterprises:'),
    )
    expect(lines).toEqual(expect.arrayContaining(added))
  })

  test('means the same to a reader of ordinary YAML as far as keys go', () => {
    expect(Object.keys(parseDocument(read(name)).toJS()).sort()).toEqual(Object.keys(parseYaml(read(name)).tree).sort())
  })
})

test('every key that exists is explained in one of the examples', () => {
  const manual = examples.map(read).join('\n')
  const keys = new Set(examples.flatMap((name) => keysOf(load(name).config)))
  const missing = [...keys].filter((key) => !new RegExp(`^[\\s#-]*${key}:`, 'm').test(manual))
  // `file` of a connection is in minimal.yaml; nothing is left out.
  expect(missing).toEqual([])
})

test('the configuration and the engine know the same built-in profiles', () => {
  expect(Object.keys(builtInProfiles)).toEqual([...BUILT_IN_PROFILES])
})

/** Names of all keys, however deep; of profiles only what is inside them. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}
