import { expect, test } from 'vitest'
import type { ProxyConfig } from '../domain/outgoing-config.ts'
import { chooseProxy } from './choose-proxy.ts'

const target = (host: string, port = 443) => ({ host, port, isPlainHttp: port === 80 })
const config = (changes: Partial<ProxyConfig>): ProxyConfig => {
  return { mode: 'direct', host: null, port: null, user: null, passwordSecret: null, noProxy: [], ...changes }
}
const manual = (noProxy: string[] = []) => config({ mode: 'manual', host: 'proxy.lan', port: 3128, user: 'u', noProxy })
const wayOf = (host: string, from: ProxyConfig, env = {}, port = 443) => {
  const proxy = chooseProxy(target(host, port), from, env)
  return proxy && `${proxy.protocol}//${proxy.user ?? ''}:${proxy.password ?? ''}@${proxy.host}:${proxy.port}`
}

test('directly means directly, whatever the environment says', () => {
  expect(wayOf('bot.example', config({}), { HTTPS_PROXY: 'http://p:1' })).toBeNull()
})

test('the configured proxy is for all but its exceptions, and never for this machine', () => {
  expect(wayOf('bot.example', manual())).toBe('http://u:@proxy.lan:3128')
  for (const local of ['localhost', '127.0.0.1', '127.3.2.1', '[::1]', '::1']) expect(wayOf(local, manual())).toBeNull()
})

test.each([
  ['van-phong.vn', 'van-phong.vn', 443, true],
  ['van-phong.vn', 'bot.van-phong.vn', 443, true],
  ['.van-phong.vn', 'bot.van-phong.vn', 443, true],
  ['*.van-phong.vn', 'bot.van-phong.vn', 443, true],
  ['VAN-PHONG.VN', 'Bot.Van-Phong.vn', 443, true],
  ['van-phong.vn', 'gia-van-phong.vn', 443, false],
  ['van-phong.vn:8080', 'van-phong.vn', 443, false],
  ['van-phong.vn:443', 'van-phong.vn', 443, true],
  ['192.168.1.5', '192.168.1.50', 443, false],
  ['192.168.1.5', '192.168.1.5', 443, true],
  ['fd00::1', '[fd00::1]', 443, true],
  ['[fd00::1]:443', '[fd00::1]', 443, true],
  ['*', 'anything.example', 443, true],
  ['', 'anything.example', 443, false],
])('the exception “%s” and %s at %i: %s', (exception, host, port, isDirect) => {
  expect(wayOf(host, manual([exception]), {}, port) === null).toBe(isDirect)
})

test('the environment is read as other programs do', () => {
  const system = config({ mode: 'system' })
  expect(wayOf('a.b', system, {})).toBeNull()
  expect(wayOf('a.b', system, { HTTPS_PROXY: 'http://u:p%40ss@px:8080' })).toBe('http://u:p@ss@px:8080')
  expect(wayOf('a.b', system, { https_proxy: 'px:8080', HTTPS_PROXY: 'http://other:1' })).toBe('http://:@px:8080')
  expect(wayOf('a.b', system, { HTTP_PROXY: 'http://px:8080' })).toBe('http://:@px:8080')
  expect(wayOf('a.b', system, { HTTPS_PROXY: 'http://px:8080' }, 80)).toBeNull()
  expect(wayOf('a.b', system, { HTTPS_PROXY: 'http://px:8080', NO_PROXY: 'x.y, b' })).toBeNull()
  expect(wayOf('a.b', system, { HTTPS_PROXY: 'https://px' })).toBe('https://:@px:443')
})

test('a kind of proxy that we do not speak is refused rather than gone around', () => {
  const socks = { HTTPS_PROXY: 'socks5://px:1080' }
  expect(() => wayOf('a.b', config({ mode: 'system' }), socks)).toThrow('ERR_PROXY_REFUSED')
})
