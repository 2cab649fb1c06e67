import { encodePairingCode } from '@congky/shared'
import { expect, test } from 'vitest'
import { secretIn } from './secret-in.ts'

const secret = 'r_mDX6t32LvoeYJUYG0eDA'

test('the secret is found in the code for congky-client, in the link, and in itself', () => {
  const code = encodePairingCode({ url: 'https://192.168.1.10:8443', fingerprint: 'a'.repeat(64), secret })
  const texts = [
    ...[code, `congky-client pair ${code}`, ` ${code.slice(0, 40)}\n${code.slice(40)} `, secret, ` ${secret}\n`],
    `https://192.168.1.10:8443/workstation#pair=${secret}`,
  ]
  expect(texts.map(secretIn)).toEqual(texts.map(() => secret))
})

test('what is no code stays as it is, for the gateway to refuse', () => {
  expect(['congky1-eyJ1', 'sai', ''].map(secretIn)).toEqual(['congky1-eyJ1', 'sai', ''])
})
