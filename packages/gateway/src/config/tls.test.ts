import { X509Certificate } from 'node:crypto'
import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { ipBytes } from './ip-bytes.ts'
import { ensureTlsCertificate } from './tls.ts'

const newStateDir = () => join(mkdtempSync(join(tmpdir(), 'congky-tls-')), 'state')

test('the certificate is made once, for ten years, for every name of this host', async () => {
  const stateDir = newStateDir()
  const made = await ensureTlsCertificate(stateDir, { hostnames: ['cong-ky.lan', '10.9.8.7'] })
  expect(await ensureTlsCertificate(stateDir, { hostnames: [] })).toEqual(made)
  expect(statSync(join(stateDir, 'tls.pem')).mode & 0o777).toBe(0o600)

  const certificate = new X509Certificate(made.certPem)
  expect(made.fingerprint).toBe(certificate.fingerprint256.replaceAll(':', '').toLowerCase())
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  for (const name of ['localhost', 'cong-ky.lan', hostname()]) expect(certificate.checkHost(name)).toBe(name)
  for (const address of ['127.0.0.1', '::1', '10.9.8.7']) expect(certificate.checkIP(address)).toBe(address)
  expect(certificate.checkHost('example.com')).toBeUndefined()
  const years = (Date.parse(certificate.validTo) - Date.now()) / (365.25 * 24 * 3_600_000)
  expect(years).toBeCloseTo(10, 1)
})

test('a TLS client that trusts it can talk to a server that uses it', async () => {
  const { certPem, keyPem } = await ensureTlsCertificate(newStateDir(), { hostnames: [] })
  const server = createServer({ cert: certPem, key: keyPem })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const isAuthorized = await new Promise<boolean>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: certPem }, () => {
      resolve(socket.authorized)
      socket.destroy()
    })
    socket.on('error', reject)
  })
  server.close()
  expect(isAuthorized).toBe(true)
})

test('a damaged file is told and never replaced: paired workstations pin what is in it', async () => {
  const stateDir = newStateDir()
  const { certPem } = await ensureTlsCertificate(stateDir, { hostnames: [] })
  const { keyPem } = await ensureTlsCertificate(newStateDir(), { hostnames: [] })
  writeFileSync(join(stateDir, 'tls.pem'), certPem)
  await expect(ensureTlsCertificate(stateDir, { hostnames: [] })).rejects.toThrow('no certificate with its key')
  writeFileSync(join(stateDir, 'tls.pem'), keyPem + certPem)
  await expect(ensureTlsCertificate(stateDir, { hostnames: [] })).rejects.toThrow('does not belong')
})

test.each([
  ['10.0.0.255', '0a0000ff'],
  ['::', '00'.repeat(16)],
  ['fd00::1:2', `fd00${'00'.repeat(10)}00010002`],
  ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
  ['::ffff:192.168.1.2', `${'00'.repeat(10)}ffffc0a80102`],
])('the bytes of %s', (address, hex) => {
  expect(Buffer.from(ipBytes(address) ?? []).toString('hex')).toBe(hex)
})
