/**
 * How near the gateway comes to what Node itself does with the same documents on the wire: a server of `ws` and one of
 * `node:http` that send back what they get. What is between is reading, storing, signing and checking each document.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { AGENT } from '../test/support/office.ts'
import { type BenchOffice, inOffice, pairWorkstation, signMany } from './bench-office.ts'
import { CustomsDocuments, KB } from './documents.ts'
import type { Figures } from './figures.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'

const DOCUMENTS_PER_ROUND = 400
const IN_FLIGHT = 16

/** Sends one document and waits for what comes back. */
type Send = (document: string) => Promise<unknown>

export async function measureWireLimits(figures: Figures): Promise<void> {
  const limits = { requestsPerMinutePerWorkstation: 1_000_000, connectionsPerWorkstationMax: IN_FLIGHT * 2 }
  await inOffice({ limits }, async (bench) => {
    const bare = fork(fileURLToPath(new URL('./bare-wire.js', import.meta.url)))
    const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT })
    try {
      const port = await portOf(bare)
      const socket = await openSocket(port)
      await measureOver('WebSocket', figures, echoOver(socket), signerOf(bench))
      socket.close()
      const echo = poster(agent, new URL(`http://127.0.0.1:${port}/echo`), {})
      await measureOver('HTTP POST', figures, echo, await postingSigner(agent, bench))
    } finally {
      agent.destroy()
      if (bare.connected) bare.disconnect()
    }
  })
}

async function measureOver(wire: string, figures: Figures, echo: Send, sign: Send): Promise<void> {
  const documents = new CustomsDocuments(10 * KB)
  const limits: number[] = []
  const ratios: number[] = []
  // One round more, whose figures are those of code not yet compiled.
  for (let round = 0; round <= ROUNDS; round++) {
    figures.progress(`${wire}, round ${round} of ${ROUNDS}`)
    const limit = await rate(echo, documents)
    const ours = await rate(sign, documents)
    if (round === 0) continue
    limits.push(limit)
    ratios.push(ours / limit)
  }
  figures.tell('L', `${wire}: documents/s that Node echoes, 10 KB, ${IN_FLIGHT} in flight`, median(limits), '/s')
  figures.tell('L', `${wire}: documents/s that we sign ÷ those`, median(ratios), '×')
}

function rate(send: Send, documents: CustomsDocuments): Promise<number> {
  return signMany({ sign: send }, () => documents.next(), {
    ...{ count: DOCUMENTS_PER_ROUND, inFlight: IN_FLIGHT, taxCodes: [AGENT.taxCode] },
  })
}

function signerOf({ connection }: BenchOffice): Send {
  return (document) => connection.sign(document, { taxCode: AGENT.taxCode })
}

/** As `curl --data-binary` does it. */
async function postingSigner(agent: Agent, { gateway }: BenchOffice): Promise<Send> {
  const { url, accessKey } = await pairWorkstation(gateway, 'poster')
  const target = new URL(`/api/v1/sign?taxCode=${AGENT.taxCode}`, url)
  return poster(agent, target, { authorization: `Bearer ${accessKey}` })
}

function poster(agent: Agent, url: URL, headers: Readonly<Record<string, string>>): Send {
  return (document) =>
    new Promise<void>((resolve, reject) => {
      const call = request(url, { agent, method: 'POST', headers: { ...headers, 'content-type': 'application/xml' } })
      call.on('error', reject)
      call.on('response', (answer) => {
        answer.resume()
        answer.on('error', reject)
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve()
          else reject(new Error(`answered with ${answer.statusCode}`))
        })
      })
      call.end(document)
    })
}

/** Frames come back in the order in which they went. */
function echoOver(socket: WebSocket): Send {
  const waiting: (() => void)[] = []
  socket.on('message', () => waiting.shift()?.())
  return (document) =>
    new Promise<void>((resolve) => {
      waiting.push(resolve)
      socket.send(Buffer.from(document))
    })
}

async function openSocket(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

async function portOf(bare: ChildProcess): Promise<number> {
  const failed = once(bare, 'exit').then(([code]) => Promise.reject(new Error(`the bare server ended with ${code}`)))
  const [port] = (await Promise.race([once(bare, 'message'), failed])) as [number]
  failed.catch(() => {}) // from now on it ends when we disconnect
  return port
}
