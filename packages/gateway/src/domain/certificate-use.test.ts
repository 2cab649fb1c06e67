import { parseTaxCode } from '@congky/shared'
import { expect, test } from 'vitest'
import { usesOf } from './certificate-use.ts'
import type { GatewayConfig } from './gateway-config.ts'

const a = { thumbprint: 'aa'.repeat(32), serial: '5402BC' }
const b = { thumbprint: 'bb'.repeat(32), serial: '77' }
const c = { thumbprint: 'cc'.repeat(32), serial: '99' }
const taxCode = parseTaxCode('0101300842')
const enterprise = (certificate: string | null) => ({ taxCode, name: 'A', certificate, source: null })

test('a certificate is used by those that name its thumbprint or its serial number', () => {
  const config = {
    defaultCertificate: a.serial,
    sources: [
      { name: 'ecus', defaultCertificate: a.thumbprint },
      { name: 'kho', defaultCertificate: null },
    ],
    enterprises: [enterprise(a.thumbprint), enterprise(b.serial), enterprise(b.thumbprint), enterprise(null)],
  } as unknown as GatewayConfig
  expect(usesOf([a, b, c], config)).toEqual({
    [a.thumbprint]: { isDefault: true, sources: ['ecus'], enterprises: 1 },
    [b.thumbprint]: { isDefault: false, sources: [], enterprises: 2 },
  })
})
