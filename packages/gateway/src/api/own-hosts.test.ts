import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureTlsCertificate } from '../config/tls.ts'
import { OwnHosts } from './own-hosts.ts'

let folder: string
let hosts: OwnHosts
let configured: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congky-hosts-'))
  const { certPem } = await ensureTlsCertificate(folder, { hostnames: ['gw.example.vn', '2001:db8::7'] })
  hosts = new OwnHosts({ listenHost: '0.0.0.0', certificate: certPem, configured: () => configured })
})
afterAll(() => rmSync(folder, { recursive: true }))

const own = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .map(({ address }) => (address.includes(':') ? `[${address}]` : address))
  // A link-local address carries a zone, which no Host header does.
  .filter((address) => !address.includes('%'))

test.each([
  'localhost',
  'localhost:8443',
  '127.0.0.1:8443',
  '[::1]:8443',
  'LOCALHOST:1',
  'localhost.:8443',
  hostname(),
  `${hostname()}.local:8443`,
  'gw.example.vn:8443',
  '[2001:db8::7]',
  ...own,
])('%s is ours', (host) => {
  expect(hosts.isOwn(host)).toBe(true)
})

test.each([
  undefined,
  '',
  'evil.example',
  'evil.example:8443',
  'localhost.evil.example',
  'evil.example#localhost',
  'localhost@evil.example',
  'evil.example, localhost',
  `${hostname()}.evil.example`,
  'sub.gw.example.vn',
  '0.0.0.0:8443',
  '[::]:8443',
  '192.0.2.1',
  '127.0.0.1.evil.example',
  'localhost:8443:8443',
  '[::1',
])('%s is not ours', (host) => {
  expect(hosts.isOwn(host)).toBe(false)
})

test('a name of the configuration counts from the moment it is there', () => {
  expect(hosts.isOwn('cong-ky.van-phong.vn')).toBe(false)
  configured = ['cong-ky.van-phong.vn']
  expect(hosts.isOwn('cong-ky.van-phong.vn:8443')).toBe(true)
})
