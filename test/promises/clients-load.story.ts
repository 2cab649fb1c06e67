/** Clients that behave badly, in numbers: what the gateway's memory and the other clients notice of it (C4). */
import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import type { GatewayConnection } from '@congky/client'
import { signRequestViewSchema } from '@congky/shared'
import { afterAll, beforeAll, expect } from 'vitest'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { FrameSocket } from '../support/frames.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { callHttp, type HttpAnswer, openTls, rawRequest } from '../support/http-call.ts'
import { createOffice, OWN_A, OWN_B, PIN, TOKENS } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const MIB = 1024 * 1024
const QUEUE_MAX = 1_200
const folder = makeFolder('clients-load')
let gateway: GatewayFixture
/** The workstation that behaves, and the key of the one that does not. */
let good: GatewayConnection
let badKey: string
let close: () => Promise<void> = async () => {}

beforeAll(async () => {
  const office = await createOffice(folder, 'p-256')
  const config = { ...office.config, limits: { waitingJobsPerWorkstationMax: QUEUE_MAX } }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  const workstation = await PairedWorkstation.pair(gateway, 'tot', 'all')
  good = await workstation.connect()
  close = () => workstation.close()
  badKey = (await PairedWorkstation.pair(gateway, 'xau', 'all')).pairing.accessKey
})
afterAll(async () => {
  await close()
  await gateway?.stop()
  removeFolder(folder)
})

/** Memory of the daemon alone, its token processes apart, in MB. */
function residentMb(): number {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1024
}

/** Half of the well-behaved client's documents come back within so many milliseconds. */
async function goodLatencyMs(documents = 40): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < documents; index++) {
    const started = performance.now()
    await good.sign(`<a n="${Math.random()}"/>`, { taxCode: OWN_A.taxCode })
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[documents >> 1] ?? 0
}

/**
 * Times the good client alone and beside something, by turns, and takes the best of three rounds: the machine
 * is busy with other things as well.
 */
async function ratioBeside(alone: () => Promise<number>, beside: () => Promise<number>, enough: number) {
  let best = { ratio: Number.POSITIVE_INFINITY, aloneMs: 0, besideMs: 0 }
  for (let round = 0; round < 3 && best.ratio > enough; round++) {
    const [aloneMs, besideMs] = [await alone(), await beside()]
    if (besideMs / aloneMs < best.ratio) best = { ratio: besideMs / aloneMs, aloneMs, besideMs }
  }
  return best
}

const withKey = () => ({ authorization: `Bearer ${badKey}` })
const many = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))
const showRatio = ({ ratio, aloneMs, besideMs }: Awaited<ReturnType<typeof ratioBeside>>) =>
  `p50 of others ${aloneMs.toFixed(1)} ms alone, ${besideMs.toFixed(1)} ms beside it: ${ratio.toFixed(2)}`

/** Writes a byte now and then, and never ends. */
function dribble(socket: TLSSocket): NodeJS.Timeout {
  return setInterval(() => socket.writable && socket.write('x'), 200)
}

promise(
  'C4',
  'idle sockets, slow heads, slow bodies and readers that never read cost little and slow nobody',
  async (count) => {
    // The answer that nobody reads.
    const large = `<a>${'x'.repeat(MIB)}</a>`
    const signed = await callHttp(gateway.url, 'POST', `/sign?taxCode=${OWN_A.taxCode}&wait=60`, {
      accessKey: badKey,
      body: large,
      headers: { 'idempotency-key': 'large' },
    })
    expect(signed.status).toBe(200)
    const id = signed.headers['congky-request-id']
    await goodLatencyMs()
    const aloneMs = await goodLatencyMs()
    const before = residentMb()

    const idle = await many(500, () => openTls(gateway.url))
    const slowHeads = await many(50, async () => {
      const socket = await openTls(gateway.url)
      socket.write('POST /api/v1/sign HTTP/1.1\r\nhost: gateway\r\nx-slow: ')
      return socket
    })
    const slowBodies = await many(40, async () => {
      const socket = await openTls(gateway.url)
      socket.write(rawRequest('POST', '/sign', { ...withKey(), 'content-length': String(3 * MIB) }, '<a>'))
      return socket
    })
    // Five megabytes asked for by each of these, a hundred by each of those, and not one read.
    const deafCallers = await many(8, async () => {
      const socket = await openTls(gateway.url)
      socket.pause()
      socket.write(rawRequest('GET', `/sign-requests/${id}/document`, withKey()).repeat(5))
      return socket
    })
    const deafSockets = await many(8, async () => {
      const { socket } = await FrameSocket.open(gateway.url, badKey)
      socket.pause()
      socket.send(JSON.stringify({ type: 'resume', requestIds: Array(100).fill('large') }))
      return socket
    })
    const timers = [...slowHeads, ...slowBodies].map(dribble)
    const sockets = [...idle, ...slowHeads, ...slowBodies, ...deafCallers]
    try {
      const figures = await ratioBeside(async () => aloneMs, goodLatencyMs, 1.5)
      const grownMb = residentMb() - before
      const openNow = sockets.filter((socket) => !socket.destroyed).length + deafSockets.length
      count(
        `${openNow} bad connections, 840 MB asked for and not read: +${grownMb.toFixed(0)} MB; ${showRatio(figures)}`,
      )
      expect(openNow).toBeGreaterThan(500)
      // 0.1 MB of TLS for each of 600 connections; for 8 deaf sockets the 8 MB that each may hold and a document; for
      // 8 deaf callers the five answers that each asked for; the rest is garbage not collected yet.
      expect(grownMb).toBeLessThan(400)
      expect(figures.ratio).toBeLessThan(4)
    } finally {
      for (const timer of timers) clearInterval(timer)
      for (const socket of sockets) socket.destroy()
      for (const socket of deafSockets) socket.terminate()
    }
  },
)

/** Streams a gigabyte of body at the gateway. @returns How many MB the network took, and what came back. */
async function pourGigabyte(head: string, chunk: Buffer): Promise<{ sentMb: number; answer: string }> {
  const socket = await openTls(gateway.url)
  let answer = ''
  socket.on('data', (data: Buffer) => (answer += String(data)))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const goesOn = () => new Promise<void>((resolve) => socket.once('drain', () => resolve()))
  socket.write(head)
  let sentMb = 0
  while (!socket.destroyed && sentMb < 1024) {
    if (!socket.write(chunk)) await Promise.race([goesOn(), closed])
    sentMb += 1
  }
  await closed
  return { sentMb, answer }
}

promise('C4', 'a body of a gigabyte is refused while it is read, at the limit', async (count) => {
  const megabyte = Buffer.alloc(MIB, 'x')
  const chunk = Buffer.concat([Buffer.from(`${MIB.toString(16)}\r\n`), megabyte, Buffer.from('\r\n')])
  const post = (headers: Record<string, string>) => rawRequest('POST', '/sign', { ...withKey(), ...headers })
  // What a document of the largest size costs is not what is measured here.
  await pourGigabyte(post({ 'transfer-encoding': 'chunked' }), chunk)
  const before = residentMb()
  let most = before
  const watch = setInterval(() => (most = Math.max(most, residentMb())), 20)
  const poured = [
    await pourGigabyte(post({ 'transfer-encoding': 'chunked' }), chunk),
    await pourGigabyte(post({ 'content-length': String(1024 * MIB) }), megabyte),
  ]
  const frames = await FrameSocket.open(gateway.url, badKey)
  frames.socket.send(Buffer.alloc(20 * MIB, 'x'))
  // Whoever is still sending may find the connection gone before the reason for it could be read.
  expect([1009, 1006]).toContain(await frames.closed())
  clearInterval(watch)
  const sent = poured.map(({ sentMb }) => sentMb)
  count(
    `1 GB over HTTP cut off after ${sent.join(' and ')} MB, 20 MB frame closed; +${(most - before).toFixed(0)} MB at most`,
  )
  for (const { answer, sentMb } of poured) {
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*ERR_DOCUMENT_TOO_LARGE/)
    expect(sentMb).toBeLessThan(1024)
  }
  // The limit of 4 MB in pieces and as a whole, TLS buffers, and what is garbage by then.
  expect(most - before).toBeLessThan(100)
})

promise(
  'C4',
  '2,000 requests at once: beyond the queue 429 with Retry-After, nothing lost, others go on',
  async (count) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 40 })
    const submit = (index: number) =>
      callHttp(gateway.url, 'POST', '/sign-requests', {
        ...{ accessKey: badKey, agent },
        headers: { 'content-type': 'application/json', 'idempotency-key': `burst-${index}` },
        body: JSON.stringify({ document: `<a n="${index}"/>`, taxCode: OWN_B.taxCode }),
      })
    await gateway.admin('POST', `/tokens/${OWN_B.token}/lock`)
    const aloneMs = await goodLatencyMs()
    const before = residentMb()
    const burst = many(2_000, submit)
    const besideMs = await goodLatencyMs(10)
    const answers = await burst
    const grownMb = residentMb() - before
    const byStatus = (status: number) => answers.flatMap((answer, index) => (answer.status === status ? [index] : []))
    const [accepted, refused] = [byStatus(202), byStatus(429)]
    const ids = accepted.map((index) => idOf(answers[index]))
    expect(accepted.length + refused.length).toBe(2_000)
    expect(refused.length).toBeGreaterThan(0)
    for (const index of refused) {
      expect(Number(answers[index]?.headers['retry-after'])).toBeGreaterThan(0)
      expect(answers[index]?.json()).toMatchObject({ code: 'ERR_QUEUE_FULL', retryable: true })
    }
    // The queue of one workstation is full, and that of another is not.
    await good.sign('<a/>', { taxCode: OWN_A.taxCode })

    await gateway.unlock(OWN_B.token, PIN)
    let waiting = refused
    while (waiting.length > 0) {
      const again = await many(waiting.length, (place) => submit(waiting[place] ?? 0))
      ids.push(...again.filter(({ status }) => status === 202).map(idOf))
      waiting = waiting.filter((_, place) => again[place]?.status === 429)
      if (waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const signed = await eventually(async () => {
      const { jobs } = await gateway.admin<{ jobs: Record<string, number> }>('GET', '/status')
      return jobs.received === 0 && jobs.held === 0 ? readHistory(gateway) : null
    }, 60_000)
    const keysOf = (kind: string) =>
      signed
        .filter((line) => line.kind === kind && line.externalId?.startsWith('burst-'))
        .map((line) => line.externalId)
    agent.destroy()
    count(
      `${accepted.length} taken, ${refused.length} refused with Retry-After and sent again, ${keysOf('intent').length} C_Sign; ` +
        `+${grownMb.toFixed(0)} MB; ${showRatio({ ratio: besideMs / aloneMs, aloneMs, besideMs })}`,
    )
    expect(new Set(ids).size).toBe(2_000)
    for (const kind of ['received', 'intent', 'signed']) {
      expect([kind, keysOf(kind).length, new Set(keysOf(kind)).size]).toEqual([kind, 2_000, 2_000])
    }
    // Two thousand waiting jobs without their documents, and the garbage of as many calls.
    expect(grownMb).toBeLessThan(150)
    // While forty calls at a time are answered, a document waits for those before it, and for half of two processors:
    // some twenty times as long. Behind all two thousand it would wait many hundred times as long.
    expect(besideMs / aloneMs).toBeLessThan(100)
  },
)

const idOf = (answer: HttpAnswer | undefined) => signRequestViewSchema.parse(answer?.json()).id
