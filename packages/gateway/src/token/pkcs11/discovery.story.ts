/** `scanForTokens` on SoftHSM and on files that are no libraries. */
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { SoftHsm } from '../../../../../test/support/softhsm.ts'
import { scanForTokens } from './discovery.ts'

let folder: string
let hsm: SoftHsm

beforeAll(async () => {
  folder = makeFolder('scan')
  hsm = await SoftHsm.create(folder)
  const authority = await createAuthority('CA')
  const subject = [
    ['CN', 'CÔNG TY ÁNH DƯƠNG'],
    ['UID', 'MST:0101300842'],
  ] as const
  const issued = await issueCertificate(authority, { subject, keyType: 'rsa-2048' })
  await hsm.addToken({ label: 'Ánh Dương', pin: 'Canary-PIN-1234', keys: [{ issued }] })
})

afterAll(() => removeFolder(folder))

const scan = (modules: string[], alsoKnown = false, onProgress = (_: { path: string }) => {}) =>
  scanForTokens({
    ...{ modules, alsoKnown, timeoutMs: 10_000, onProgress },
    environment: { ...process.env, ...hsm.env },
  })

test('every library is told with its tokens, or with the reason why it does not load', async () => {
  const asked: string[] = []
  const missing = join(folder, 'missing.so')
  const found = await scan([hsm.modulePath, missing], false, ({ path }) => asked.push(path))
  expect(asked).toEqual([hsm.modulePath, missing])
  expect(found[0]).toMatchObject({ library: { manufacturer: 'SoftHSM' }, problem: null })
  expect(found[0]?.tokens[0]).toMatchObject({
    label: 'Ánh Dương',
    certificates: [{ commonName: 'CÔNG TY ÁNH DƯƠNG', taxCode: '0101300842' }],
  })
  expect(found[1]).toMatchObject({ library: null, problem: expect.stringContaining('missing.so'), tokens: [] })
})

test('the known places are looked at too, and one library under two names is told once', async () => {
  const link = join(folder, 'link.so')
  await symlink(hsm.modulePath, link)
  const found = await scan([link], true)
  expect(found.filter(({ library }) => library?.manufacturer === 'SoftHSM').map(({ path }) => path)).toEqual([link])
  expect(found.every(({ problem }) => problem === null)).toBe(true)
})
