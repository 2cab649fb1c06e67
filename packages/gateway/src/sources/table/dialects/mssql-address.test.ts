import { expect, test } from 'vitest'
import { toServerAddress } from './mssql-address.ts'

const read = (host: string, port: number | null = null, instance: string | null = null) =>
  toServerAddress({ host, port, instance })

test('. and (local) mean this host', () => {
  for (const host of ['.', '(local)', '(LOCAL)', '']) expect(read(host).server).toBe('localhost')
})

test('an instance stands behind a backslash, as in (LOCAL)\\ECUSSQL2008', () => {
  expect(read('(LOCAL)\\ECUSSQL2008')).toEqual({ server: 'localhost', port: null, instance: 'ECUSSQL2008' })
  expect(read('.\\SQLEXPRESS')).toEqual({ server: 'localhost', port: null, instance: 'SQLEXPRESS' })
  expect(read('db01\\A', null, 'B').instance).toBe('B')
})

test('a port, written with a comma or apart, needs no instance', () => {
  expect(read('192.168.1.10,1435')).toEqual({ server: '192.168.1.10', port: 1435, instance: null })
  expect(read('tcp:db01\\X,1435')).toEqual({ server: 'db01', port: 1435, instance: null })
  expect(read('db01\\X', 1500)).toEqual({ server: 'db01', port: 1500, instance: null })
})

test('an IPv6 address stays whole', () => {
  expect(read('fe80::1').server).toBe('fe80::1')
})
