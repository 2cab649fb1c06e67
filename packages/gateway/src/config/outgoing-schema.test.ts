import { expect, test } from 'vitest'
import { checkConfig } from './load.ts'

const problemsOf = (text: string) =>
  checkConfig(text, 'c.yaml').problems.map(({ field, text: { en } }) => `${field}: ${en}`)

const mail = (changes: string) =>
  `notifications: {email: {host: smtp.example, user: u, passwordSecret: p, from: a@b.vn, to: [c@d.vn]${changes}}}`
const sender = (from: string) => `notifications: {email: {host: a.b, from: ${from}, to: [c@d.vn]}}`
const hook = (rest: string) => `notifications: {webhooks: [{name: a, ${rest}}]}`

test.each([
  [hook('url: https://bot.example/hook'), []],
  [hook('url: http://127.0.0.1:9/hook'), []],
  [hook('url: "http://[::1]:9/hook"'), []],
  [hook('url: http://192.168.1.10/hook, allowLan: true'), []],
  [hook('url: "http://[fd00::1]/hook", allowLan: true'), []],
  [mail(''), []],
  [mail(', security: tls, port: 465'), []],
  ['notifications: {email: {host: 127.0.0.1, security: none, from: a@b.vn, to: [c@d.vn]}}', []],
  ['proxy: {mode: manual, host: proxy.example, port: 3128}', []],
  ['proxy: {mode: system}', []],
])('%s is fine', (text, problems) => {
  expect(problemsOf(text)).toEqual(problems)
})

test.each([
  [
    'a readable address in the Internet',
    hook('url: http://bot.example/hook, allowLan: true'),
    'webhooks[0].url: http is',
  ],
  ['a LAN address that is not allowed', hook('url: http://192.168.1.10/hook'), 'webhooks[0].url: http is'],
  ['an address of the cloud’s metadata', hook('url: http://169.254.169.254/, allowLan: true'), 'url: http is'],
  ['a number that means this host in disguise', hook('url: "http://0x7f.1.example/"'), 'url: http is'],
  ['a password in an address', hook('url: https://u:p@bot.example/'), 'url: a user or password'],
  ['a file', hook('url: file:///etc/passwd'), 'webhooks[0].url'],
  [
    'two of one name',
    `notifications: {webhooks: [{name: a, url: https://a.b}, {name: a, url: https://a.b}]}`,
    'already',
  ],
  ['mail without encryption', mail(', security: none'), 'email.security: none is allowed only'],
  ['a recipient with a header behind it', sender('"a@b.vn\\r\\nBcc: x@y.vn"'), 'email.from'],
  ['a recipient with a name', sender('"A <a@b.vn>"'), 'email.from'],
  ['nobody to write to', 'notifications: {email: {host: a.b, from: a@b.vn, to: []}}', 'email.to'],
  [
    'a password without a user',
    'notifications: {email: {host: a.b, passwordSecret: p, from: a@b.vn, to: [c@d.vn]}}',
    'user',
  ],
  ['a time zone that does not exist', 'notifications: {timeZone: Asia/Hanoi_City}', 'timeZone'],
  ['an hour that does not exist', 'notifications: {quietHours: {from: "25:00", to: "07:00"}}', 'quietHours.from'],
  ['a topic that does not exist', 'notifications: {topics: [weather]}', 'topics[0]'],
  ['no hour to repeat after', 'notifications: {repeatHours: []}', 'repeatHours'],
  ['a proxy without an address', 'proxy: {mode: manual, port: 1}', 'proxy.host: is missing'],
  ['a proxy without a port', 'proxy: {mode: manual, host: p}', 'proxy.port: is missing'],
])('%s is a problem', (_, text, problem) => {
  expect(problemsOf(text).join('\n')).toContain(problem)
})
