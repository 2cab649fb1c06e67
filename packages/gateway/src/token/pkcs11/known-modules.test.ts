import { expect, test } from 'vitest'
import { candidateModules } from './known-modules.ts'

test('on Windows every name is looked for in the system folders and in the vendors’ folders', () => {
  const environment = { SystemRoot: 'D:\\Windows', ProgramFiles: 'D:\\Programs' }
  const paths = candidateModules('win32', environment, (folder) =>
    folder === 'D:\\Programs' ? ['VNPT-CA', 'Xyz'] : [],
  )
  expect(paths).toContain('D:\\Windows\\System32\\vnptca_p11_v8.dll')
  expect(paths).toContain('D:\\Windows\\SysWOW64\\BkavCA.dll')
  expect(paths).toContain('D:\\Programs\\VNPT-CA\\vnptca_p11_v6.dll')
  expect(paths).toContain('D:\\Programs\\Xyz\\viettel-ca_v6.dll')
  expect(new Set(paths).size).toBe(paths.length)
})

test('a Windows without the usual variables still has a system folder', () => {
  expect(candidateModules('win32', {}, () => [])).toContain('C:\\Windows\\System32\\viettel-ca.dll')
})

test('Linux and macOS have lists of their own', () => {
  expect(candidateModules('linux', {})).toContain('/usr/lib/libeTPkcs11.so')
  expect(candidateModules('darwin', {})).toContain('/usr/local/lib/fptca_v4.dylib')
})
