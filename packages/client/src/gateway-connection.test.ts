import { CongkyError } from '@congky/shared'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ConnectionEvent } from './connect-options.ts'
import type { RequestProgress } from './pending-request.ts'
import { MemoryPlatform, signedFields } from './testing/memory-platform.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  // A timer left behind would keep a user's process alive.
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)
const code = (errorCode: string) => expect.objectContaining({ code: errorCode })
/** Longer than the longest time between two attempts to connect. */
const NEXT_LINK_MS = 10_000

describe('signing', () => {
  test('a document goes out as one binary frame under its key and comes back signed', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const states: RequestProgress[] = []
    const signing = connection.sign('<tờ-khai/>', {
      idempotencyKey: 'k1',
      taxCode: '0101300842',
      profile: 'customs-1543',
      reference: 'TK-1',
      deadline: new Date(Date.now() + 60_000),
      onState: (progress) => states.push(progress),
    })
    expect(platform.link.seen).toEqual([
      {
        type: 'sign',
        requestId: 'k1',
        taxCode: '0101300842',
        profile: 'customs-1543',
        reference: 'TK-1',
        deadline: new Date(Date.now() + 60_000).toISOString(),
        document: '<tờ-khai/>',
      },
    ])
    platform.link.say({ type: 'accepted', requestId: 'k1', id: 'job-1' })
    platform.link.say({ type: 'state', requestId: 'k1', state: 'received', queuePosition: 3 })
    platform.link.saySigned('k1', '<tờ-khai><Signature/></tờ-khai>')
    const { signedAt, ...fields } = signedFields
    expect(await signing).toEqual({
      ...fields,
      idempotencyKey: 'k1',
      ...{ mediaType: null, fileExtension: null },
      signedDocument: new TextEncoder().encode('<tờ-khai><Signature/></tờ-khai>'),
      signedAt: new Date(signedAt),
    })
    expect(states.map(({ state, queuePosition }) => [state, queuePosition])).toEqual([
      ['received', null],
      ['received', 3],
    ])
    await connection.close()
  })

  test('answers find their requests in any order, also as text frames', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const [a, b] = [connection.sign('<a/>'), connection.sign('<b/>')]
    const [keyA, keyB] = platform.link.signs
    expect(keyA).not.toBe(keyB)
    platform.link.say({ type: 'signed', requestId: keyB, ...signedFields, signedDocument: '<b-ký/>' })
    platform.link.saySigned(keyA ?? '', '<a-ký/>')
    expect(new TextDecoder().decode((await b).signedDocument)).toBe('<b-ký/>')
    expect(new TextDecoder().decode((await a).signedDocument)).toBe('<a-ký/>')
    await connection.close()
  })

  test('bytes come back as they are in either kind of frame, with what they are', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 256)
    const [a, b] = [connection.sign(bytes), connection.sign(bytes)]
    const [keyA, keyB] = platform.link.signs
    const fields = { ...signedFields, mediaType: 'application/pkcs7-signature', fileExtension: '.p7s' }
    const signedDocumentBase64 = Buffer.from(bytes).toString('base64')
    platform.link.say({ type: 'signed', requestId: keyB, ...fields, signedDocumentBase64 })
    platform.link.say({ type: 'signed', requestId: keyA, ...fields }, bytes)
    for (const signed of [await a, await b]) {
      expect(signed.signedDocument).toEqual(bytes)
      expect(signed).toMatchObject({ mediaType: 'application/pkcs7-signature', fileExtension: '.p7s' })
    }
    await connection.close()
  })

  test('a file name that leads elsewhere is no answer', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = connection.sign('<a/>')
    const [requestId] = platform.link.signs
    platform.link.say({ type: 'signed', requestId, ...signedFields, fileExtension: '/../x' }, '<b/>')
    await expect(signing).rejects.toMatchObject({ code: 'ERR_ANSWER_UNKNOWN' })
    await connection.close()
  })

  test('a rejection carries the words of the gateway in both languages', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = failure(connection.sign('<a/>', { idempotencyKey: 'k1' }))
    platform.link.say({
      type: 'rejected',
      requestId: 'k1',
      code: 'ERR_NO_CERTIFICATE',
      message: 'No certificate is configured for tax code 0101300842, and there is no default certificate.',
      messageVi: 'Chưa cấu hình chữ ký số cho mã số thuế 0101300842.',
    })
    const error = await signing
    expect(error).toBeInstanceOf(CongkyError)
    expect(error).toMatchObject({ code: 'ERR_NO_CERTIFICATE', retryable: false })
    expect((error as CongkyError).text('vi').message).toBe('Chưa cấu hình chữ ký số cho mã số thuế 0101300842.')
    expect((error as CongkyError).text('en').message).toContain('tax code 0101300842')
    await connection.close()
  })

  test('a code of a newer gateway is told with its own words and its own answer on trying again', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = failure(connection.sign('<a/>', { idempotencyKey: 'k1' }))
    const news = { code: 'ERR_MOON_PHASE', message: 'The moon is wrong.', retryable: true }
    platform.link.say({ type: 'rejected', requestId: 'k1', ...news })
    expect(await signing).toMatchObject({
      code: 'ERR_ANSWER_UNKNOWN',
      retryable: true,
      message: 'ERR_MOON_PHASE: The moon is wrong.',
    })
    await connection.close()
  })

  test('a held document waits on, and its waiting is explained', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const reasons: unknown[] = []
    const signing = connection.sign('<a/>', {
      idempotencyKey: 'k1',
      onState: ({ reason }) => reasons.push(reason?.code),
    })
    const reason = { code: 'ERR_TOKEN_LOCKED', message: 'The token “A” has not been unlocked with its PIN.' }
    platform.link.say({ type: 'state', requestId: 'k1', state: 'held', reason })
    const beats = setInterval(() => platform.link.pong(), 1000)
    await vi.advanceTimersByTimeAsync(24 * 3_600_000)
    clearInterval(beats)
    platform.link.saySigned('k1')
    await signing
    expect(reasons).toEqual(['ERR_TOKEN_LOCKED'])
    await connection.close()
  })

  test('a document changed by its owner after the call is sent, and sent again, as it was', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const document = new TextEncoder().encode('<a/>')
    const signing = connection.sign(document, { idempotencyKey: 'k1' })
    document.fill(0)
    const again = connection.sign('<a/>', { idempotencyKey: 'k1' })
    platform.link.drop()
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    platform.link.say({ type: 'error', requestId: 'k1', code: 'ERR_NOT_FOUND', message: '' })
    expect(platform.link.seen.at(-1)).toMatchObject({ type: 'sign', document: '<a/>' })
    platform.link.saySigned('k1')
    await Promise.all([signing, again])
    await connection.close()
  })

  test('the same key and document a hundred times is one frame and a hundred equal answers', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const all = Array.from({ length: 100 }, () => connection.sign('<a/>', { idempotencyKey: 'k1' }))
    expect(platform.link.signs).toEqual(['k1'])
    platform.link.saySigned('k1')
    const results = await Promise.all(all)
    expect(new Set(results.map(({ signedDocument }) => Buffer.from(signedDocument).toString())).size).toBe(1)
    await connection.close()
  })

  test('the same key for another document, or another profile, is a conflict at once', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const first = connection.sign('<a/>', { idempotencyKey: 'k1', profile: 'p' })
    await expect(connection.sign('<b/>', { idempotencyKey: 'k1', profile: 'p' })).rejects.toEqual(
      code('ERR_IDEMPOTENCY_CONFLICT'),
    )
    await expect(connection.sign('<a/>', { idempotencyKey: 'k1', profile: 'q' })).rejects.toEqual(
      code('ERR_IDEMPOTENCY_CONFLICT'),
    )
    platform.link.saySigned('k1')
    await first
    await connection.close()
  })

  test('an outcome that cannot be read ends its request instead of leaving it waiting for ever', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = failure(connection.sign('<a/>', { idempotencyKey: 'k1' }))
    const empty = failure(connection.sign('<b/>', { idempotencyKey: 'k2' }))
    platform.link.say({ type: 'signed', requestId: 'k1' }, '<a/>')
    platform.link.say({ type: 'signed', requestId: 'k2', ...signedFields })
    expect(await signing).toMatchObject({ code: 'ERR_ANSWER_UNKNOWN' })
    expect(await empty).toMatchObject({ code: 'ERR_ANSWER_UNKNOWN' })
    await connection.close()
  })

  test('what only a newer gateway says is passed over', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = connection.sign('<a/>', { idempotencyKey: 'k1' })
    platform.link.say({ type: 'weather', requestId: 'k1' })
    platform.link.say({ type: 'state', requestId: 'k1', state: 'under-the-microscope' })
    platform.link.saySigned('k1')
    await signing
    await connection.close()
  })

  test('a key that fits no header and no frame is refused', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    await expect(connection.sign('<a/>', { idempotencyKey: 'có dấu' })).rejects.toEqual(code('ERR_REQUEST_INVALID'))
    await connection.close()
  })
})

describe('giving up', () => {
  test('an aborted request is cancelled at the gateway and ends at once', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const abort = new AbortController()
    const signing = failure(connection.sign('<a/>', { idempotencyKey: 'k1', signal: abort.signal }))
    platform.link.say({ type: 'accepted', requestId: 'k1', id: 'job-1' })
    abort.abort()
    expect(await signing).toMatchObject({ code: 'ERR_CANCELLED' })
    expect(platform.link.seen.at(-1)).toEqual({ type: 'cancel', requestId: 'k1' })
    platform.link.say({ type: 'rejected', requestId: 'k1', code: 'ERR_CANCELLED', message: '' })
    await connection.close()
  })

  test('one of two who wait may leave without cancelling for the other', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const abort = new AbortController()
    const leaving = failure(connection.sign('<a/>', { idempotencyKey: 'k1', signal: abort.signal }))
    const staying = connection.sign('<a/>', { idempotencyKey: 'k1' })
    abort.abort()
    expect(await leaving).toMatchObject({ code: 'ERR_CANCELLED' })
    expect(platform.link.seen.map(({ type }) => type)).toEqual(['sign'])
    platform.link.saySigned('k1')
    await staying
    await connection.close()
  })

  test('a request aborted while the link is down is cancelled when it is back', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const abort = new AbortController()
    const sent = failure(connection.sign('<a/>', { idempotencyKey: 'sent', signal: abort.signal }))
    platform.link.drop()
    const neverSent = failure(connection.sign('<b/>', { idempotencyKey: 'never-sent', signal: abort.signal }))
    abort.abort()
    expect([await sent, await neverSent]).toEqual([code('ERR_CANCELLED'), code('ERR_CANCELLED')])
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    expect(platform.link.seen).toEqual([{ type: 'cancel', requestId: 'sent' }])
    await connection.close()
  })

  test('a deadline holds here too, however far away it is', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect({ heartbeatMs: 3_600_000 })
    const beats = setInterval(() => platform.link.pong(), 3_600_000)
    const days = (count: number) => new Date(Date.now() + count * 24 * 3_600_000)
    const signing = failure(connection.sign('<a/>', { deadline: days(40) }))
    let ended = false
    void signing.then(() => {
      ended = true
    })
    await vi.advanceTimersByTimeAsync(39 * 24 * 3_600_000)
    expect(ended).toBe(false)
    await vi.advanceTimersByTimeAsync(24 * 3_600_000)
    expect(await signing).toMatchObject({ code: 'ERR_DEADLINE_PASSED' })
    expect(platform.link.seen.at(-1)).toMatchObject({ type: 'cancel' })
    clearInterval(beats)
    await connection.close()
  })

  test('what is over before it begins is not sent', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    await expect(connection.sign('<a/>', { signal: AbortSignal.abort() })).rejects.toEqual(code('ERR_CANCELLED'))
    await expect(connection.sign('<a/>', { deadline: new Date(0) })).rejects.toEqual(code('ERR_DEADLINE_PASSED'))
    expect(platform.link.seen).toEqual([])
    await connection.close()
  })

  test('closing ends what waits with a retryable error, says good-bye, and lets nothing start', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = failure(connection.sign('<a/>'))
    await connection.close()
    expect(await signing).toMatchObject({ code: 'ERR_CONNECTION_LOST', retryable: true })
    expect(platform.link.endedBy).toBe('close')
    expect(platform.link.seen.map(({ type }) => type)).toEqual(['sign']) // accepted jobs go on: no cancel
    await expect(connection.sign('<b/>')).rejects.toEqual(code('ERR_CONNECTION_LOST'))
    await connection.close()
  })
})

describe('a lost link', () => {
  test('on the next one it asks first, and sends again only what the gateway does not know', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const all = ['accepted', 'sent', 'unknown'].map((key) => connection.sign(`<${key}/>`, { idempotencyKey: key }))
    platform.link.say({ type: 'accepted', requestId: 'accepted', id: 'job-1' })
    platform.link.drop()
    const fresh = connection.sign('<new/>', { idempotencyKey: 'new' })
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    expect(platform.links.length).toBe(2)
    expect(platform.link.seen.map(({ type, requestId, requestIds }) => [type, requestIds ?? requestId])).toEqual([
      ['resume', ['accepted', 'sent', 'unknown']],
      ['sign', 'new'],
    ])
    platform.link.say({ type: 'error', requestId: 'unknown', code: 'ERR_NOT_FOUND', message: '' })
    expect(platform.link.signs).toEqual(['new', 'unknown'])
    for (const key of ['accepted', 'sent', 'unknown', 'new']) platform.link.saySigned(key)
    await Promise.all([...all, fresh])
    await connection.close()
  })

  test('more requests than one resume may name are asked for in several', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const all = Array.from({ length: 2500 }, (_, index) => connection.sign('<a/>', { idempotencyKey: `k${index}` }))
    platform.link.drop()
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    expect(platform.link.seen.map(({ requestIds }) => requestIds?.length)).toEqual([1000, 1000, 500])
    for (let index = 0; index < all.length; index++) platform.link.saySigned(`k${index}`)
    await Promise.all(all)
    await connection.close()
  })

  test('attempts to connect come later and later, and soon again after the link was up', async () => {
    const platform = new MemoryPlatform()
    const waits: number[] = []
    const onEvent = (event: ConnectionEvent) => event.type === 'lost' && waits.push(event.retryInMs)
    const connection = await platform.connect({ onEvent })
    platform.refuseWith = new CongkyError('ERR_GATEWAY_NOT_RUNNING')
    platform.link.drop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(waits.length).toBeGreaterThan(8)
    waits.forEach((wait, index) => {
      const full = Math.min(10_000, 200 * 2 ** index)
      expect(wait).toBeGreaterThanOrEqual(full / 2)
      expect(wait).toBeLessThanOrEqual(full)
    })
    platform.refuseWith = null
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    platform.link.pong()
    waits.length = 0
    platform.link.drop()
    expect(waits[0]).toBeLessThanOrEqual(200)
    await connection.close()
  })

  test('a gateway away longer than our patience fails what waits, and is used again once it is back', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect({ patienceMs: 30_000 })
    const early = failure(connection.sign('<a/>'))
    platform.refuseWith = new CongkyError('ERR_GATEWAY_NOT_RUNNING')
    platform.link.drop()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await early).toMatchObject({ code: 'ERR_GATEWAY_NOT_RUNNING', retryable: true })
    const late = connection.sign('<b/>', { idempotencyKey: 'late' })
    await vi.advanceTimersByTimeAsync(15_000)
    platform.refuseWith = null
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    expect(platform.link.signs).toEqual(['late'])
    platform.link.saySigned('late')
    await late
    await connection.close()
  })

  test('with little patience it tries often enough that a document meets a gateway that is back', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect({ patienceMs: 1_000 })
    platform.refuseWith = new CongkyError('ERR_GATEWAY_NOT_RUNNING')
    platform.link.drop()
    await vi.advanceTimersByTimeAsync(60_000)
    platform.refuseWith = null
    const signing = connection.sign('<a/>', { idempotencyKey: 'k1' })
    await vi.advanceTimersByTimeAsync(500)
    expect(platform.link.signs).toEqual(['k1'])
    platform.link.saySigned('k1')
    await signing
    await connection.close()
  })

  test.each(['ERR_UNAUTHENTICATED', 'ERR_FINGERPRINT_MISMATCH', 'ERR_TLS_UNTRUSTED'] as const)(
    '%s ends it for good',
    async (why) => {
      const platform = new MemoryPlatform()
      const events: string[] = []
      const connection = await platform.connect({ onEvent: ({ type }) => events.push(type) })
      const signing = failure(connection.sign('<a/>'))
      platform.refuseWith = new CongkyError(why)
      platform.link.drop()
      await vi.advanceTimersByTimeAsync(60_000)
      expect(await signing).toMatchObject({ code: why, retryable: false })
      expect(platform.links.length).toBe(2)
      expect(events).toEqual(['open', 'lost', 'ended'])
      await expect(connection.sign('<b/>')).rejects.toEqual(code(why))
    },
  )

  test('a close with the code for a revoked key ends it for good', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = failure(connection.sign('<a/>'))
    platform.link.drop(4401)
    expect(await signing).toMatchObject({ code: 'ERR_UNAUTHENTICATED' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(platform.links.length).toBe(1)
    await expect(connection.find('k')).rejects.toEqual(code('ERR_UNAUTHENTICATED'))
  })

  test('a frame too large for the gateway costs the largest document, not the others', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const small = connection.sign('<a/>', { idempotencyKey: 'small' })
    const large = failure(connection.sign(`<a>${'x'.repeat(1000)}</a>`, { idempotencyKey: 'large' }))
    platform.link.drop(1009)
    expect(await large).toMatchObject({ code: 'ERR_DOCUMENT_TOO_LARGE', retryable: false })
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    expect(platform.link.seen).toEqual([{ type: 'resume', requestIds: ['small'] }])
    platform.link.saySigned('small')
    await small
    await connection.close()
  })

  test('a document whose sending breaks the link each time is given up', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect({ patienceMs: Number.POSITIVE_INFINITY })
    const signing = failure(connection.sign('<poison/>', { idempotencyKey: 'k1' }))
    for (let round = 0; round < 8; round++) {
      platform.link.drop()
      await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
      platform.link.say({ type: 'error', requestId: 'k1', code: 'ERR_NOT_FOUND', message: '' })
    }
    expect(await signing).toMatchObject({ code: 'ERR_CONNECTION_LOST' })
    expect(platform.links.flatMap(({ signs }) => signs).length).toBe(8)
    await connection.close()
  })

  test('events of a link that was let go change nothing', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const old = platform.link
    const signing = connection.sign('<a/>', { idempotencyKey: 'k1' })
    old.drop()
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    old.drop(4401)
    old.saySigned('k1', '<from-the-old-link/>')
    platform.link.saySigned('k1', '<from-the-new-link/>')
    expect(new TextDecoder().decode((await signing).signedDocument)).toBe('<from-the-new-link/>')
    await connection.close()
  })
})

describe('a dead link', () => {
  test('is noticed within 15 s, destroyed, and replaced', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const dead = platform.link
    await vi.advanceTimersByTimeAsync(15_000)
    expect(dead.endedBy).toBe('destroy')
    expect(platform.links.length).toBe(2)
    await connection.close()
  })

  test('is not mistaken for one that is quiet but answers, or that still uploads', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const { link } = platform
    const beats = setInterval(() => link.pong(), 7_000)
    await vi.advanceTimersByTimeAsync(120_000)
    clearInterval(beats)
    let left = 40_000_000
    const upload = setInterval(() => {
      left -= 1_000_000
      link.fill(left)
    }, 1_000)
    link.fill(left)
    await vi.advanceTimersByTimeAsync(40_000)
    clearInterval(upload)
    expect(link.endedBy).toBeNull()
    expect(link.pings).toBeGreaterThan(20)
    await connection.close()
  })

  test('a gateway that never answers the handshake is given up after the connect timeout', async () => {
    const platform = new MemoryPlatform()
    platform.answers = false
    const connecting = failure(platform.connect({ connectTimeoutMs: 5_000 }))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await connecting).toMatchObject({ code: 'ERR_GATEWAY_NOT_RUNNING', retryable: true })
    expect(platform.link.endedBy).toBe('destroy')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(platform.links.length).toBe(1)
  })
})

describe('a busy gateway', () => {
  const busy = { type: 'error', code: 'ERR_QUEUE_FULL', message: 'full' } as const

  test('gets a document again after a while, later each time', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect({ heartbeatMs: 60_000 })
    const signing = connection.sign('<a/>', { idempotencyKey: 'k1' })
    platform.link.say({ ...busy, requestId: 'k1' })
    await vi.advanceTimersByTimeAsync(249)
    expect(platform.link.signs.length).toBe(1)
    await vi.advanceTimersByTimeAsync(251)
    expect(platform.link.signs.length).toBe(2)
    platform.link.say({ ...busy, requestId: 'k1' })
    await vi.advanceTimersByTimeAsync(499)
    expect(platform.link.signs.length).toBe(2)
    await vi.advanceTimersByTimeAsync(501)
    platform.link.saySigned('k1')
    await signing
    await connection.close()
  })

  test('that stays busy longer than our patience is told to the caller as retryable', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect({ heartbeatMs: 600_000, patienceMs: 20_000 })
    const signing = failure(connection.sign('<a/>', { idempotencyKey: 'k1' }))
    for (let second = 0; second < 30; second++) {
      if (platform.link.signs.length > 0) platform.link.say({ ...busy, requestId: 'k1' })
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(await signing).toMatchObject({ code: 'ERR_QUEUE_FULL', retryable: true })
    await connection.close()
  })

  test('that tells us to slow down gets the document in the end, whatever our patience', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect({ heartbeatMs: 600_000, patienceMs: 20_000 })
    const signing = connection.sign('<a/>', { idempotencyKey: 'k1' })
    const slower = { type: 'error', requestId: 'k1', code: 'ERR_RATE_LIMITED', message: 'slower', retryAfterMs: 9_000 }
    for (let round = 1; round <= 5; round++) {
      platform.link.say(slower)
      await vi.advanceTimersByTimeAsync(8_999)
      expect(platform.link.signs.length).toBe(round)
      await vi.advanceTimersByTimeAsync(1)
    }
    platform.link.saySigned('k1')
    await signing
    await connection.close()
  })

  test('a refusal that waits for a person is not repeated by us', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const signing = failure(connection.sign('<a/>', { idempotencyKey: 'k1' }))
    platform.link.say({ type: 'error', requestId: 'k1', code: 'ERR_TOKEN_LOCKED', message: 'locked' })
    expect(await signing).toMatchObject({ code: 'ERR_TOKEN_LOCKED', retryable: true })
    await connection.close()
  })

  test('a link that takes no more bytes holds documents back, never cancels and resumes', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    platform.link.fill(2 * 1024 * 1024)
    const all = [connection.sign('<a/>', { idempotencyKey: 'a' }), connection.sign('<b/>', { idempotencyKey: 'b' })]
    expect(platform.link.signs).toEqual([])
    platform.link.fill(0)
    expect(platform.link.signs).toEqual(['a', 'b'])
    for (const key of ['a', 'b']) platform.link.saySigned(key)
    await Promise.all(all)
    await connection.close()
  })
})

describe('finding an earlier request', () => {
  test('asks by its key and gets the outcome without sending a document', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const found = connection.find('k1')
    expect(platform.link.seen).toEqual([{ type: 'resume', requestIds: ['k1'] }])
    platform.link.say({ type: 'accepted', requestId: 'k1', id: 'job-1' })
    platform.link.saySigned('k1', '<ký/>')
    expect(new TextDecoder().decode((await found).signedDocument)).toBe('<ký/>')
    await connection.close()
  })

  test('an unknown key is ERR_NOT_FOUND', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const found = failure(connection.find('k1'))
    platform.link.say({ type: 'error', requestId: 'k1', code: 'ERR_NOT_FOUND', message: '' })
    expect(await found).toMatchObject({ code: 'ERR_NOT_FOUND' })
    await connection.close()
  })

  test('someone who signs under the same key meanwhile still has the document sent', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const found = failure(connection.find('k1'))
    const signing = connection.sign('<a/>', { idempotencyKey: 'k1' })
    platform.link.say({ type: 'error', requestId: 'k1', code: 'ERR_NOT_FOUND', message: '' })
    expect(await found).toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(platform.link.signs).toEqual(['k1'])
    platform.link.saySigned('k1')
    await signing
    await connection.close()
  })

  test('who stops looking does not cancel what others asked for', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const abort = new AbortController()
    const found = failure(connection.find('k1', { signal: abort.signal }))
    abort.abort()
    expect(await found).toMatchObject({ code: 'ERR_CANCELLED' })
    expect(platform.link.seen.map(({ type }) => type)).toEqual(['resume'])
    await connection.close()
  })

  test('a question asked while the link was down is asked on the next', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    platform.link.drop()
    const found = connection.find('k1')
    await vi.advanceTimersByTimeAsync(NEXT_LINK_MS)
    expect(platform.link.seen).toEqual([{ type: 'resume', requestIds: ['k1'] }])
    platform.link.saySigned('k1')
    await found
    await connection.close()
  })
})

describe('signing many', () => {
  test('keeps a limited number on the way, the order of results, and goes on after a failure', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const progress: string[] = []
    const keys = ['a', 'b', 'c', 'd', 'e']
    const items = keys.map((key) => ({ document: `<${key}/>`, idempotencyKey: key }))
    const signing = connection.signAll(items, {
      concurrency: 2,
      taxCode: '0101300842',
      onProgress: ({ signed, failed, total, index }) => progress.push(`${index}: ${signed}+${failed}/${total}`),
    })
    expect(platform.link.signs).toEqual(['a', 'b'])
    platform.link.saySigned('b')
    await vi.advanceTimersByTimeAsync(0)
    expect(platform.link.signs).toEqual(['a', 'b', 'c'])
    platform.link.say({ type: 'rejected', requestId: 'a', code: 'ERR_DOCUMENT_NOT_XML', message: 'no' })
    for (const key of ['c', 'd', 'e']) {
      platform.link.saySigned(key)
      await vi.advanceTimersByTimeAsync(0)
    }
    const results = await signing
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value.idempotencyKey : result.reason.code)),
    ).toEqual(['ERR_DOCUMENT_NOT_XML', 'b', 'c', 'd', 'e'])
    expect(progress).toEqual(['1: 1+0/5', '0: 1+1/5', '2: 2+1/5', '3: 3+1/5', '4: 4+1/5'])
    await connection.close()
  })

  test('one signal stops all, those not yet sent included', async () => {
    const platform = new MemoryPlatform()
    const connection = await platform.connect()
    const abort = new AbortController()
    const signing = connection.signAll(['<a/>', '<b/>', '<c/>'], { concurrency: 1, signal: abort.signal })
    abort.abort()
    const results = await signing
    expect(results).toEqual(Array(3).fill({ status: 'rejected', reason: code('ERR_CANCELLED') }))
    expect(platform.link.signs.length).toBe(1)
    await connection.close()
  })
})

test('a complaint that belongs to no request, and a broken frame, are told as events', async () => {
  const platform = new MemoryPlatform()
  const complaints: string[] = []
  const onEvent = (event: ConnectionEvent) => event.type === 'complaint' && complaints.push(event.error.code)
  const connection = await platform.connect({ onEvent })
  platform.link.say({ type: 'error', code: 'ERR_REQUEST_INVALID', message: 'what?' })
  platform.link.sayRaw('not json')
  expect(complaints).toEqual(['ERR_REQUEST_INVALID', 'ERR_ANSWER_UNKNOWN'])
  await connection.close()
})

test("an error in a user's listener reaches the user and disturbs no document", async () => {
  const platform = new MemoryPlatform()
  const connection = await platform.connect()
  const signing = connection.sign('<a/>', {
    idempotencyKey: 'k1',
    onState: () => {
      throw new Error('a bug of theirs')
    },
  })
  platform.link.say({ type: 'accepted', requestId: 'k1', id: 'job-1' })
  expect(() => vi.advanceTimersByTime(0)).toThrow('a bug of theirs')
  platform.link.saySigned('k1')
  await signing
  await connection.close()
})

describe('an access key', () => {
  const term = { expiresAt: '2027-12-27T00:00:00.000Z' }
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()
  const renewed = { ...term, accessKey: 'ck_next', renewAfter: term.expiresAt }

  test('that is due is renewed: the new one is stored first, then used', async () => {
    const platform = new MemoryPlatform()
    platform.calls.set('GET /access-key', { ...term, renewAfter: inAnHour() })
    const stored: unknown[] = []
    const connection = await platform.connect({
      heartbeatMs: 100_000_000,
      onAccessKeyRenewed(key) {
        stored.push(key, ...platform.accessKeys)
      },
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect(stored).toEqual([])
    platform.calls.set('POST /access-key/renewal', renewed)
    await vi.advanceTimersByTimeAsync(6 * 3_600_000)
    expect(stored).toEqual([{ accessKey: 'ck_next', expiresAt: new Date(term.expiresAt) }])
    expect(platform.accessKeys).toEqual(['ck_next'])
    await connection.close()
  })

  test('that could not be stored is not used', async () => {
    const platform = new MemoryPlatform()
    platform.calls.set('GET /access-key', { ...term, renewAfter: new Date().toISOString() })
    platform.calls.set('POST /access-key/renewal', renewed)
    const events: ConnectionEvent[] = []
    const connection = await platform.connect({
      onEvent: (event) => events.push(event),
      onAccessKeyRenewed: () => Promise.reject(new Error('disk full')),
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(events.map(({ type }) => type)).toEqual(['open', 'complaint'])
    expect(platform.accessKeys).toEqual([])
    await connection.close()
  })

  test('is left alone without a place to store the next one', async () => {
    const platform = new MemoryPlatform()
    platform.calls.set('GET /access-key', { ...term, renewAfter: new Date().toISOString() })
    platform.calls.set('POST /access-key/renewal', renewed)
    const connection = await platform.connect()
    await vi.advanceTimersByTimeAsync(7 * 3_600_000)
    expect(platform.accessKeys).toEqual([])
    await connection.close()
  })
})
