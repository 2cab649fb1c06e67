import { randomBytes, scryptSync } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { type AnswerOptions, FLAGS, SoftwarePasskey } from '../../../../test/support/software-passkey.ts'
import { HOST_ACTOR } from '../domain/account.ts'
import { type HistoryRecord, parseRecord } from '../domain/history-record.ts'
import { PASSKEYS_PER_ACCOUNT_MAX } from '../domain/passkey.ts'
import { PasswordHasher } from '../store/password-hasher.ts'
import type { OpenedSession } from '../store/sessions.ts'
import { openStore, type Store } from '../store/store.ts'
import { openStoreReader } from '../store/store-reader.ts'
import type { AskedDecision } from './approver-proof.ts'
import { LoginDesk } from './login-desk.ts'
import { OneTimeChallenges } from './one-time-challenges.ts'
import { PasskeyDesk } from './passkey-desk.ts'
import { ANSWER_MS } from './webauthn.ts'

const PASSWORD = 'Canary-Password-60215'
const passwordHash = `scrypt$10$8$1$c2FsdA$${scryptSync(PASSWORD, 'salt', 32, { N: 1024 }).toString('base64url')}`
const HOST = 'ky.congty.example'
const ORIGIN = `https://${HOST}:8443`
const place = { origin: '10.0.0.5', userAgent: 'test', overProxy: false }

let folder: string
let store: Store
let now = Date.now()
let desk: PasskeyDesk
let lan: OpenedSession
let minh: OpenedSession

beforeAll(async () => {
  folder = makeFolder('passkey-desk')
  store = openStore(folder)
  const { accounts, sessions, guesses, passkeys, history } = store
  const loginDesk = new LoginDesk({ accounts, sessions, guesses, hasher: new PasswordHasher() })
  desk = new PasskeyDesk({ passkeys, loginDesk, history }, new OneTimeChallenges(ANSWER_MS, () => now))
  const open = async (name: string) => {
    await accounts.add({ name, displayName: name, role: 'approver', passwordHash }, HOST_ACTOR)
    return sessions.open(name, passwordHash, place)
  }
  lan = await open('lan')
  minh = await open('minh')
})
afterAll(() => {
  store.close()
  removeFolder(folder)
})
beforeEach(async () => {
  for (const { account } of [lan, minh]) {
    for (const { id } of store.passkeys.listOf(account)) await store.passkeys.remove(account, id, 'test')
  }
})

const makerOf = (who: OpenedSession, pageOrigin = ORIGIN) => ({ ...who, place, pageOrigin })

/** A passkey that is registered already. */
async function registered(who: OpenedSession, host = HOST): Promise<SoftwarePasskey> {
  const maker = makerOf(who, `https://${host}:8443`)
  const { challenge } = await desk.begin(PASSWORD, maker)
  const passkey = new SoftwarePasskey(host)
  await desk.finish('Điện thoại', passkey.make({ challenge, origin: maker.pageOrigin }), maker)
  return passkey
}

/** The newest records, the newest first. */
function history(): readonly HistoryRecord[] {
  const reader = openStoreReader(folder)
  const records = reader.newestHistory(50)
  reader.close()
  return records.flatMap(({ text }) => parseRecord(text) ?? [])
}

const ITEMS = [
  { id: 'r1', approvalId: 'a1', documentSha256: 'a'.repeat(64) },
  { id: 'r2', approvalId: 'a2', documentSha256: 'b'.repeat(64) },
]
const asked = (who: OpenedSession, more: Partial<AskedDecision> = {}): AskedDecision => ({
  ...{ decision: 'approve', items: ITEMS, account: who.account, sessionId: who.session.id, place, pageOrigin: ORIGIN },
  ...more,
})
const codeOf = (done: Promise<unknown>): Promise<string> =>
  done.then(
    () => 'done',
    (error: unknown) => (error instanceof CongkyError ? error.code : String(error)),
  )

/** Asks for a challenge, answers it, and says what came of it. */
async function decide(
  passkey: SoftwarePasskey,
  answer: Partial<AnswerOptions> = {},
  by: { readonly challenged?: AskedDecision; readonly checked?: AskedDecision } = {},
): Promise<string> {
  const { challenge } = await desk.challenge(by.challenged ?? asked(lan))
  const used = passkey.use({ challenge, origin: ORIGIN, ...answer })
  return codeOf(desk.check(used, by.checked ?? asked(lan)))
}

describe('making one', () => {
  test('takes the password, and is on record', async () => {
    expect(await codeOf(desk.begin('Canary-Password-wrong', makerOf(lan)))).toBe('ERR_LOGIN_FAILED')
    await registered(lan)
    expect(store.passkeys.listOf(lan.account)).toMatchObject([{ name: 'Điện thoại', rpId: HOST, lastUsedAt: null }])
    expect(history()[0]).toMatchObject({
      note: `passkey Điện thoại of lan added for ${HOST}`,
      requester: 'lan',
      origin: '10.0.0.5',
    })
  })

  test('is refused for an address, which is no relying party', async () => {
    for (const origin of ['https://192.168.1.10:8443', 'https://[fe80::1]:8443', 'https://127.0.0.1'])
      expect(await codeOf(desk.begin(PASSWORD, makerOf(lan, origin)))).toBe('ERR_PASSKEY_HOST')
  })

  test('needs an answer to our own challenge, from our page, by a person whom the authenticator checked', async () => {
    const attempt = async (change: Partial<AnswerOptions>, who = lan) => {
      const { challenge } = await desk.begin(PASSWORD, makerOf(lan))
      const made = new SoftwarePasskey(HOST).make({ challenge, origin: ORIGIN, ...change })
      return codeOf(desk.finish('x', made, makerOf(who)))
    }
    expect(await attempt({})).toBe('done')
    const lies: Partial<AnswerOptions>[] = [
      { origin: 'https://evil.example' },
      { origin: `http://${HOST}:8443` },
      { rpId: 'evil.example' },
      { challenge: randomBytes(64).toString('base64url') },
      { flags: FLAGS.present },
      { flags: FLAGS.verified },
      { type: 'webauthn.get' },
    ]
    for (const lie of lies) expect([lie, await attempt(lie)]).toEqual([lie, 'ERR_PASSKEY_REFUSED'])
    expect(await attempt({}, minh)).toBe('ERR_PASSKEY_CHALLENGE')
    expect(store.passkeys.listOf(lan.account)).toHaveLength(1)
  })

  test('a challenge is good once, and for two minutes', async () => {
    const first = await desk.begin(PASSWORD, makerOf(lan))
    const passkey = new SoftwarePasskey(HOST)
    const made = passkey.make({ challenge: first.challenge, origin: ORIGIN })
    expect(await codeOf(desk.finish('x', made, makerOf(lan)))).toBe('done')
    expect(await codeOf(desk.finish('x', made, makerOf(lan)))).toBe('ERR_PASSKEY_CHALLENGE')
    const { challenge } = await desk.begin(PASSWORD, makerOf(lan))
    now += ANSWER_MS
    const late = new SoftwarePasskey(HOST).make({ challenge, origin: ORIGIN })
    expect(await codeOf(desk.finish('x', late, makerOf(lan)))).toBe('ERR_PASSKEY_CHALLENGE')
  })

  test('an attestation that names its maker is not judged, and broken ones are refused', async () => {
    const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
    const statements = [
      // {fmt: "packed", attStmt: {x5c: [h'00']}}: a chain whose revocation list would be fetched.
      Buffer.concat([
        ...[text('fmt'), text('packed'), text('attStmt'), Buffer.from([0xa1])],
        ...[text('x5c'), Buffer.from([0x81, 0x41, 0x00])],
      ]),
      Buffer.concat([text('fmt'), text('tpm'), text('attStmt'), Buffer.from([0xa0])]),
      Buffer.concat([text('fmt'), Buffer.from([0x00]), text('attStmt'), Buffer.from([0xa0])]),
      Buffer.alloc(8000, 0x81), // a list in a list in a list …
    ]
    for (const statement of statements) {
      const { challenge } = await desk.begin(PASSWORD, makerOf(lan))
      const made = new SoftwarePasskey(HOST).make({ challenge, origin: ORIGIN }, statement)
      const refused = await desk.finish('x', made, makerOf(lan)).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'ERR_PASSKEY_REFUSED' })
      const { cause } = refused as CongkyError
      if (statements.indexOf(statement) < 2) expect(String(cause)).toContain('not asked for')
    }
  })

  test('one key belongs to one account, and an account has few', async () => {
    const passkey = await registered(lan)
    const { challenge } = await desk.begin(PASSWORD, makerOf(minh))
    const made = passkey.make({ challenge, origin: ORIGIN })
    expect(await codeOf(desk.finish('x', made, makerOf(minh)))).toBe('ERR_PASSKEY_REFUSED')
    for (let count = 1; count < PASSKEYS_PER_ACCOUNT_MAX; count++) await registered(lan)
    expect(await codeOf(registered(lan))).toBe('ERR_PASSKEYS_FULL')
  })
})

describe('deciding with one', () => {
  test('proves who decides, on these documents, in whatever order', async () => {
    const passkey = await registered(lan)
    const userHandle = Buffer.from(lan.account.id).toString('base64url')
    expect(await decide(passkey)).toBe('done')
    expect(await decide(passkey, { userHandle }, { checked: asked(lan, { items: [...ITEMS].reverse() }) })).toBe('done')
    expect(store.passkeys.listOf(lan.account)).toMatchObject([{ counter: 2, lastUsedAt: expect.any(Date) }])
  })

  test('an answer counts once, and for two minutes', async () => {
    const passkey = await registered(lan)
    const { challenge } = await desk.challenge(asked(lan))
    const used = passkey.use({ challenge, origin: ORIGIN })
    const both = [codeOf(desk.check(used, asked(lan))), codeOf(desk.check(used, asked(lan)))]
    expect((await Promise.all(both)).sort()).toEqual(['ERR_PASSKEY_CHALLENGE', 'done'])
    const late = await desk.challenge(asked(lan))
    now += ANSWER_MS
    const answer = passkey.use({ challenge: late.challenge, origin: ORIGIN })
    expect(await codeOf(desk.check(answer, asked(lan)))).toBe('ERR_PASSKEY_CHALLENGE')
  })

  test('is good for exactly what was asked', async () => {
    const passkey = await registered(lan)
    const [first, second] = ITEMS
    if (!first || !second) throw new Error('two items')
    const others: AskedDecision[] = [
      asked(lan, { decision: 'return' }),
      asked(lan, { items: [first] }),
      asked(lan, { items: [...ITEMS, first] }),
      asked(lan, { items: [first, { ...second, documentSha256: 'c'.repeat(64) }] }),
      asked(lan, { items: [first, { ...second, approvalId: 'a3' }] }),
      asked(lan, { sessionId: minh.session.id }),
    ]
    for (const checked of others) expect(await decide(passkey, {}, { checked })).toBe('ERR_PASSKEY_CHALLENGE')
  })

  test('a challenge of one decision is no answer to another that is open as well', async () => {
    const passkey = await registered(lan)
    const giveBack = asked(lan, { decision: 'return' })
    const [harmless] = [await desk.challenge(giveBack), await desk.challenge(asked(lan))]
    const used = passkey.use({ challenge: harmless.challenge, origin: ORIGIN })
    expect(await codeOf(desk.check(used, asked(lan)))).toBe('ERR_PASSKEY_REFUSED')
  })

  test('another page, another site, nobody checked, another user: refused', async () => {
    const passkey = await registered(lan)
    const lies: Partial<AnswerOptions>[] = [
      { origin: 'https://evil.example' },
      { origin: `https://${HOST}` },
      { rpId: 'evil.example' },
      { flags: FLAGS.present },
      { type: 'webauthn.create' },
      { userHandle: Buffer.from(minh.account.id).toString('base64url') },
    ]
    for (const lie of lies) expect([lie, await decide(passkey, lie)]).toEqual([lie, 'ERR_PASSKEY_REFUSED'])
    expect(await decide(passkey)).toBe('done')
  })

  test("another account's passkey, one that was removed, and one of another name of the gateway: refused", async () => {
    const own = await registered(lan)
    const foreign = await registered(minh)
    expect(await decide(foreign)).toBe('ERR_PASSKEY_REFUSED')
    const elsewhere = await registered(lan, 'other.example')
    expect(await decide(elsewhere, { rpId: HOST })).toBe('ERR_PASSKEY_REFUSED')
    const { challenge } = await desk.challenge(asked(lan))
    const used = own.use({ challenge, origin: ORIGIN })
    const [stored] = store.passkeys.listOf(lan.account)
    await store.passkeys.remove(lan.account, stored?.id ?? '', 'test')
    expect(await codeOf(desk.check(used, asked(lan)))).toBe('ERR_PASSKEY_REFUSED')
    expect(await codeOf(desk.challenge(asked(lan)))).toBe('ERR_PASSKEY_NONE')
  })

  test('a signature by another key under the name of a known one is refused', async () => {
    const passkey = await registered(lan)
    const impostor = new SoftwarePasskey(HOST)
    const { challenge } = await desk.challenge(asked(lan))
    const used = impostor.use({ challenge, origin: ORIGIN })
    const id = passkey.id.toString('base64url')
    expect(await codeOf(desk.check({ ...used, id, rawId: id }, asked(lan)))).toBe('ERR_PASSKEY_REFUSED')
  })

  test('a count that goes back tells of a copy, and is on record', async () => {
    const passkey = await registered(lan)
    expect(await decide(passkey, { counter: 7 })).toBe('done')
    for (const counter of [7, 3, 0]) expect(await decide(passkey, { counter })).toBe('ERR_PASSKEY_CLONED')
    const told = history().filter(({ code }) => code === 'ERR_PASSKEY_CLONED')
    expect(told).toHaveLength(3)
    expect(told[0]).toMatchObject({ requester: 'lan', origin: '10.0.0.5' })
    expect(await decide(passkey, { counter: 8 })).toBe('done')
  })

  test('one that does not count is good each time', async () => {
    const passkey = await registered(lan)
    for (let times = 0; times < 3; times++) expect(await decide(passkey, { counter: 0 })).toBe('done')
  })

  test('there is none at the local socket, and nothing hostile gets further than a refusal', async () => {
    await registered(lan)
    expect(await codeOf(desk.check({}, asked(lan, { sessionId: null, pageOrigin: null })))).toBe('ERR_PASSKEY_REFUSED')
    for (const shown of [null, 'x', [], { id: 'a' }, { id: 'a', rawId: 'a', type: 'public-key', response: {} }])
      expect(await codeOf(desk.check(shown, asked(lan)))).toBe('ERR_PASSKEY_REFUSED')
  })
})

test('one session keeps few challenges open, and none of them is lost to another session', () => {
  const challenges = new OneTimeChallenges(1000, () => now)
  challenges.issue('s1', 'mine')
  for (let count = 0; count < 50; count++) challenges.issue('s2', `m${count}`)
  expect(challenges.take('s1', 'mine')).not.toBeNull()
  const left = Array.from({ length: 50 }, (_, at) => challenges.take('s2', `m${at}`)).filter((one) => one !== null)
  expect(left).toHaveLength(8)
})
