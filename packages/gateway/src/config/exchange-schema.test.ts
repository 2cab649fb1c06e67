import { expect, test } from 'vitest'
import { checkConfig } from './load.ts'

const receive = (keys: string) => `exchange: {receive: {certificates: [hq.pem], ${keys}}}`
const check = (yaml: string) => checkConfig(yaml, '/etc/congky/congky.yaml')

test('paths start at the folder of the file, and the rest has defaults', () => {
  expect(check('exchange: {receive: {certificates: [hq.pem], authorities: [/ca.pem]}}').config?.exchange).toEqual({
    customs: { name: 'TCHQ', identity: 'TCHQ' },
    profile: 'customs-1543',
    receive: {
      ...{ path: '/WEBSV_TN_CANG.asmx', allowFrom: [], warehouses: [], revocation: 'soft', answerMs: 4500 },
      ...{ certificates: ['/etc/congky/hq.pem'], authorities: ['/ca.pem'] },
    },
    send: null,
    database: null,
  })
  expect(check('').config?.exchange).toBeNull()
})

test.each([
  ['nobody who customs could sign as', 'exchange: {receive: {path: /a}}', 'exchange.receive'],
  ['a path of the gateway itself', receive('path: /api/v1/admin'), 'exchange.receive.path'],
  ['a path that climbs', receive('path: /a/../b'), 'exchange.receive.path'],
  ['a path with parameters', receive('path: "/:id"'), 'exchange.receive.path'],
  ['a network that is none', receive('allowFrom: [10.1.0.0/33]'), 'exchange.receive.allowFrom[0]'],
  ['a name for a network', receive('allowFrom: [customs.gov.vn]'), 'exchange.receive.allowFrom[0]'],
  ['a code that is too long', receive('warehouses: [01234567890]'), 'exchange.receive.warehouses[0]'],
  ['a profile that nobody knows', 'exchange: {profile: kho}', 'exchange.profile'],
  ['no such word', receive('revocation: maybe'), 'exchange.receive.revocation'],
])('%s is a problem', (_, yaml, field) => {
  expect(check(yaml).problems.map((problem) => problem.field)).toEqual([field])
})

test.each(['10.1.2.3', '10.1.0.0/16', '0.0.0.0/0', '2001:db8::/32', '::1'])('%s may be a network', (network) => {
  expect(check(receive(`allowFrom: ["${network}"]`)).problems).toEqual([])
})
