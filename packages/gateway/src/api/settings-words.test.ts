import { expect, test } from 'vitest'
import { configDefaults } from '../config/config-defaults.ts'
import { settingsOf } from './settings-routes.ts'
import { settingsGroups } from './settings-words.ts'

test('every key that can be set has its words, and no other', () => {
  const keys = Object.entries(settingsOf(configDefaults())).flatMap(([key, value]) =>
    typeof value === 'object' ? Object.keys(value).map((below) => `${key}.${below}`) : [key],
  )
  const told = settingsGroups(['one']).flatMap(({ fields }) => fields.map(({ key }) => key))
  expect(told.sort()).toEqual(keys.sort())
})

test('a number is asked for where a number stands, and so on', () => {
  const kinds = { boolean: ['flag'], number: ['number'], string: ['text', 'choice'], object: ['list'] }
  const defaults: object = configDefaults()
  for (const { key, kind } of settingsGroups(['one']).flatMap(({ fields }) => fields)) {
    const value = key.split('.').reduce<unknown>((tree, step) => (tree as Record<string, unknown>)[step], defaults)
    expect(kinds[typeof value as keyof typeof kinds], key).toContain(kind)
  }
})
