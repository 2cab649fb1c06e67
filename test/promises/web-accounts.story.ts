/** People who administrate over the network: what slows guessing down, and what ends a session. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { GatewayFixture } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { promise } from '../support/promise.ts'
import { type WebAnswer, WebVisitor } from '../support/web-visitor.ts'

const PASSWORD = 'Canary-Password-48151'
const NEW_PASSWORD = 'Canary-Password-62342'
const WRONG = 'Canary-Password-wrong'
const folder = makeFolder('web-accounts')
let gateway: GatewayFixture

beforeAll(async () => {
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config: {}, costlyPasswords: true })
  await gateway.json(['user', 'add', 'lan', '--role', 'admin', '--password-stdin'], PASSWORD)
  for (const name of ['minh', 'hoa']) {
    await gateway.admin('POST', '/users', { name, role: 'auditor', password: PASSWORD })
  }
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const visitor = (address?: string) => new WebVisitor(gateway.url, address)
const countOf = (answers: readonly WebAnswer[], status: number) =>
  answers.filter((answer) => answer.status === status).length
/** Most memory the daemon ever had, in MB. */
const peakMemory = () =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]) / 1024
/** How many wrong guesses one machine may make at one account in a time: five, and one more after each wait. */
function allowedWithin(ms: number): number {
  let [allowed, next] = [5, 2000]
  for (let left = ms; left >= next; next *= 2) {
    left -= next
    allowed++
  }
  return allowed
}
async function guess(times: number, address: string, name = 'lan') {
  return Promise.all(Array.from({ length: times }, () => visitor(address).login(name, WRONG)))
}

describe('guessing', () => {
  promise(
    'S15',
    'of many passwords tried at once few are looked at, also after a restart, and the owner gets in',
    async (count) => {
      const owner = visitor('127.0.0.2')
      expect((await owner.login('lan', PASSWORD)).status).toBe(200)

      const start = Date.now()
      const burst = await guess(40, '127.0.0.66')
      const looked = countOf(burst, 401)
      expect(looked).toBeGreaterThanOrEqual(5)
      expect(looked).toBeLessThanOrEqual(allowedWithin(Date.now() - start))
      const refused = burst.filter(({ status }) => status === 429)
      expect(refused.length).toBe(40 - looked)
      for (const { headers, body } of refused) {
        expect(body.code).toBe('ERR_GUESSES_SLOWED')
        expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1)
      }

      // From many machines at once each is looked at, one after the other: two hashes at once would take 128 MB more.
      const before = peakMemory()
      const addresses = Array.from({ length: 4 }, (_, at) => `127.0.1.${at + 1}`)
      const spread = (await Promise.all(addresses.map((address) => guess(1, address)))).flat()
      const grown = Math.round(peakMemory() - before)
      expect([countOf(spread, 401), grown < 100]).toEqual([4, true])

      await gateway.stop()
      await gateway.restart()
      const after = countOf(await guess(10, '127.0.0.66'), 401)
      // Forgotten guesses would let five through again.
      expect(looked + after).toBeLessThanOrEqual(allowedWithin(Date.now() - start))
      expect((await visitor('127.0.0.2').login('lan', PASSWORD)).status).toBe(200)
      expect((await gateway.run(['user', 'list'])).code).toBe(0)
      const records = await readHistory(gateway)
      const burstRecord = { kind: 'account', code: 'ERR_GUESSES_SLOWED', requester: 'lan', origin: '127.0.0.66' }
      expect(records).toContainEqual(expect.objectContaining(burstRecord))
      count(
        `40 guesses at once: ${looked} looked at; 4 machines at once: ${grown} MB more; after a restart ${after} of 10; the owner got in`,
      )
    },
  )

  promise(
    'S15',
    'a name that nobody has takes as long to refuse and looks the same as one that somebody has',
    async (count) => {
      const timed = async (name: string, at: number) => {
        const start = performance.now()
        const { status, body } = await visitor(`127.0.2.${at}`).login(name, WRONG)
        return { ms: performance.now() - start, told: [status, body.code, body.detail] }
      }
      const known: number[] = []
      const unknown: number[] = []
      for (let at = 0; at < 2; at++) {
        const [one, other] = [await timed('minh', at * 2 + 1), await timed('nobody', at * 2 + 2)]
        expect(other.told).toEqual(one.told)
        known.push(one.ms)
        unknown.push(other.ms)
      }
      const [fastKnown, fastUnknown] = [Math.min(...known), Math.min(...unknown)]
      // Without the hash that is computed in vain it would be a hundredth.
      expect(fastUnknown / fastKnown).toBeGreaterThan(0.2)
      expect(fastUnknown / fastKnown).toBeLessThan(5)
      count(
        `faster of 2: ${Math.round(fastKnown)} ms for a known name, ${Math.round(fastUnknown)} ms for an unknown one`,
      )
    },
  )

  promise('S15', 'pairing codes tried one after the other are slowed down, also after a restart', async (count) => {
    const pair = (address: string) =>
      visitor(address)
        .call('POST', '/pair', { body: { code: 'wrong-wrong-wrong' } })
        .then(({ body }) => body.code)
    const codes: string[] = []
    for (let at = 0; at < 10; at++) codes.push(await pair('127.0.3.1'))
    expect(new Set(codes)).toEqual(new Set(['ERR_PAIRING_CODE_INVALID']))
    await gateway.stop()
    await gateway.restart()
    codes.push(await pair('127.0.3.1'))
    const next = await pair('127.0.3.1')
    expect(next).toBe('ERR_GUESSES_SLOWED')
    expect(await pair('127.0.3.2')).toBe('ERR_PAIRING_CODE_INVALID')
    count(`${codes.length} wrong codes in a row were looked at, over a restart; the next had to wait`)
  })
})

describe('a session', () => {
  test('is a cookie that scripts cannot read and no other site sends; its token is stored nowhere', async () => {
    const lan = visitor()
    const { headers, body } = await lan.login(' LAN ', PASSWORD)
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-congky=cs_[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
    ])
    expect(body).toMatchObject({ account: { name: 'lan', role: 'admin' }, session: { origin: '127.0.0.1' } })
    expect((await lan.call('GET', '/auth/me')).body).toMatchObject({
      csrfToken: lan.csrfToken,
      account: { name: 'lan' },
    })
    const token = lan.cookie?.split('=')[1] ?? 'none'
    const state = join(gateway.folder, 'state')
    const files = readdirSync(state).filter((name) => !name.endsWith('.sock'))
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      const bytes = readFileSync(join(state, file))
      for (const secret of [token, lan.csrfToken ?? 'none', PASSWORD, WRONG])
        expect([file, bytes.includes(secret)]).toEqual([file, false])
    }
    expect(gateway.output).not.toContain(token)
  })

  test('outlives a restart, and ends at once when it is ended, its account disabled or its password changed', async () => {
    const [lan, minh, hoa] = [visitor(), visitor(), visitor()]
    await lan.login('lan', PASSWORD)
    await minh.login('minh', PASSWORD)
    await hoa.login('hoa', PASSWORD)
    await gateway.kill()
    await gateway.restart()
    const me = async (who: WebVisitor) => (await who.call('GET', '/auth/me')).status
    expect([await me(lan), await me(minh), await me(hoa)]).toEqual([200, 200, 200])

    expect((await lan.call('POST', '/admin/users/minh/disable')).status).toBe(200)
    expect([await me(minh), (await minh.login('minh', PASSWORD)).body.code]).toEqual([401, 'ERR_LOGIN_FAILED'])
    await gateway.json(['user', 'sign-out', 'hoa'])
    expect(await me(hoa)).toBe(401)

    const thief = lan.copy()
    expect((await lan.changePassword(PASSWORD, NEW_PASSWORD)).status).toBe(200)
    expect([await me(thief), await me(lan)]).toEqual([401, 200])
    await gateway.json(['user', 'reset-password', 'lan', '--password-stdin'], PASSWORD)
    expect(await me(lan)).toBe(401)

    await lan.login('lan', PASSWORD)
    const again = lan.copy()
    await lan.login('lan', PASSWORD)
    expect([await me(again), await me(lan)]).toEqual([401, 200])
    const { body } = await lan.call('GET', '/auth/sessions')
    expect(body.filter(({ current }: { current: boolean }) => current)).toHaveLength(1)
    const stale = lan.copy()
    expect((await lan.call('POST', '/auth/logout')).headers['set-cookie']?.[0]).toContain('Max-Age=0')
    expect(await me(stale)).toBe(401)
  })

  test('does what its role may, as it is now, and what it did is on record', async () => {
    const [lan, hoa] = [visitor(), visitor()]
    await lan.login('lan', PASSWORD)
    await hoa.login('hoa', PASSWORD)
    expect((await hoa.call('GET', '/admin/users')).status).toBe(200)
    expect((await hoa.call('POST', '/admin/pause')).body.code).toBe('ERR_ROLE_FORBIDDEN')
    await gateway.json(['user', 'set-role', 'hoa', 'approver'])
    expect((await hoa.call('GET', '/admin/users')).status).toBe(403)

    expect((await lan.call('POST', '/admin/pause')).body.state).toBe('paused')
    expect((await lan.call('POST', '/admin/resume')).body.state).toBe('running')
    expect((await lan.call('POST', '/admin/users/lan/disable')).body.code).toBe('ERR_LAST_ADMIN')
    const added = { name: 'binh', role: 'admin', password: 'password2026!' }
    expect((await lan.call('POST', '/admin/users', { body: added })).body.code).toBe('ERR_PASSWORD_WEAK')
    const history = await readHistory(gateway)
    const by = { requester: 'lan', origin: '127.0.0.1', kind: 'account' }
    expect(history).toContainEqual(expect.objectContaining({ ...by, note: 'POST /admin/pause' }))
    expect(history).toContainEqual(expect.objectContaining({ ...by, note: 'lan logged in' }))
    expect(history.filter(({ requester }) => requester === 'hoa').length).toBeGreaterThan(0)
    expect((await gateway.json<{ intact: boolean }>(['history', 'verify'])).intact).toBe(true)
  })
})
