/** HTTP as a program in any language speaks it, with nothing but bytes and headers. */
import type { IncomingHttpHeaders } from 'node:http'
import { type Agent, request } from 'node:https'
import { connect, type TLSSocket } from 'node:tls'

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly json: () => unknown
  /** The code of a problem, or null. */
  readonly code: string | null
}

export interface HttpCallOptions {
  readonly accessKey?: string | null
  readonly body?: string | Uint8Array | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly agent?: Agent
}

/** @param url The gateway's base address. @param path Below the API's base, such as `/verify`. */
export function callHttp(
  url: string,
  method: string,
  path: string,
  { accessKey = null, body, headers = {}, agent }: HttpCallOptions = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}/api/v1${path}`,
      {
        method,
        rejectUnauthorized: false,
        headers: { ...(accessKey === null ? {} : { authorization: `Bearer ${accessKey}` }), ...headers },
        ...(agent ? { agent } : {}),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const { statusCode: status = 0, headers } = response
          const json = () => JSON.parse(bytes.toString('utf8')) as unknown
          resolve({ status, headers, bytes, json, code: codeOf(headers, json) })
        })
        response.once('error', reject)
      },
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

function codeOf(headers: IncomingHttpHeaders, json: () => unknown): string | null {
  if (!headers['content-type']?.startsWith('application/problem+json')) return null
  const problem = json()
  return typeof problem === 'object' && problem !== null && 'code' in problem ? String(problem.code) : null
}

/** A TLS connection to the gateway, for clients that do not behave. */
export function openTls(url: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false })
    socket.once('secureConnect', () => {
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/** The bytes of a request as they go over the wire. */
export function rawRequest(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`)
  return [`${method} /api/v1${path} HTTP/1.1`, ...lines, '', body].join('\r\n')
}

/** Sends bytes over a connection of their own, and gives what comes back until the gateway ends it, or `isEnough`. */
export async function exchange(url: string, bytes: string, isEnough: (answer: string) => boolean): Promise<string> {
  const socket = await openTls(url)
  try {
    socket.write(bytes)
    let answer = ''
    for await (const chunk of socket) {
      answer += String(chunk)
      if (isEnough(answer)) break
    }
    return answer
  } finally {
    socket.destroy()
  }
}
