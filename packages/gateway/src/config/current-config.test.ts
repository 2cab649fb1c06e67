import { expect, test } from 'vitest'
import type { GatewayConfig, ModuleConfig } from '../domain/gateway-config.ts'
import { CurrentConfig } from './current-config.ts'

const module = (name: string, more: Partial<ModuleConfig> = {}): ModuleConfig => ({
  ...{ name, path: `/usr/lib/${name}.so`, tokens: [], callTimeoutMs: 15_000, sharedProcess: false },
  ...more,
})
const config = (...modules: readonly ModuleConfig[]) =>
  ({ modules, stateDir: '/s', limits: {} }) as unknown as GatewayConfig
const a = module('a', { tokens: [{ serial: '1', name: 'Giám đốc' }] })

test('a new module and new names of tokens are taken over at once', () => {
  const current = new CurrentConfig(config(a))
  const renamed = { ...a, tokens: [{ serial: '1', name: 'Sếp' }] }
  expect(current.takeOver(config(renamed, module('b')))).toEqual([])
  expect(current.value.modules.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(current.value.modules[0]?.tokens[0]?.name).toBe('Sếp')
  expect(current.notices).toEqual([])
})

test.each([
  ['a module that goes', [module('b')]],
  ['another library', [{ ...a, path: '/usr/lib/other.so' }]],
  ['another time limit', [{ ...a, callTimeoutMs: 1000 }]],
  ['a name that is taken away', [{ ...a, tokens: [] }]],
] as const)('%s waits for a restart, and is said', (_, next) => {
  const current = new CurrentConfig(config(a))
  expect(current.takeOver(config(...next))).toEqual(['modules'])
  expect(current.value.modules).toEqual([a])
  expect(current.notices[0]?.vi).toContain('modules')
})
