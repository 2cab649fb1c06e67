/**
 * Talks to the running daemon over the local socket of its state folder. Who may open the socket file is
 * this host's own admin, so there is no password.
 */
import { type IncomingMessage, request } from 'node:http'
import { CongkyError, type Problem, problemSchema } from '@congky/shared'
import { adminSocketPath } from '../config/admin-socket.ts'

/** A refusal that the daemon explained, in both languages. */
export class DaemonError extends Error {
  override readonly name = 'DaemonError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.problem = problem
  }
}

/** A login on a slow token takes ten seconds and more; a daemon that is silent for this long is stuck. */
const ANSWER_TIMEOUT_MS = 120_000
const BASE = '/api/v1/admin'

type Method = 'GET' | 'POST' | 'DELETE'

interface SentBody {
  readonly type: string
  readonly bytes: Uint8Array | string
}

export class DaemonClient {
  readonly #socketPath: string

  constructor(stateDir: string) {
    this.#socketPath = adminSocketPath(stateDir)
  }

  /**
   * One call. `Answer` is what the route of this same version answers: command and daemon are one package.
   *
   * @throws {CongkyError} ERR_GATEWAY_NOT_RUNNING, ERR_CONNECTION_LOST
   * @throws {DaemonError} The daemon's own refusal.
   */
  async call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
    const sent = body === undefined ? null : { type: 'application/json', bytes: JSON.stringify(body) }
    return parseJson((await this.#ask(method, path, sent)).toString('utf8')) as Answer
  }

  /** Hands in bytes as they are. @throws As `call`. */
  async upload<Answer>(path: string, bytes: Uint8Array): Promise<Answer> {
    const sent = { type: 'application/octet-stream', bytes }
    return parseJson((await this.#ask('POST', path, sent)).toString('utf8')) as Answer
  }

  /** Bytes as they are. @throws As `call`. */
  download(path: string): Promise<Buffer> {
    return this.#ask('GET', path, null)
  }

  async #ask(method: Method, path: string, sent: SentBody | null): Promise<Buffer> {
    const { status, body } = await this.#send(method, BASE + path, sent)
    if (status < 400) return body
    const problem = problemSchema.safeParse(parseJson(body.toString('utf8')))
    if (problem.success) throw new DaemonError(problem.data)
    throw this.#lost(`HTTP ${status}`)
  }

  #send(method: Method, path: string, sent: SentBody | null): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const call = request(
        { socketPath: this.#socketPath, method, path, timeout: ANSWER_TIMEOUT_MS, headers: { host: 'localhost' } },
        (response) => readAnswer(response).then(resolve, (error) => reject(this.#lost(error))),
      )
      call.on('timeout', () => call.destroy(new Error('timeout')))
      call.on('error', (error) => reject(this.#explain(error)))
      if (sent === null) call.end()
      else call.setHeader('content-type', sent.type).end(sent.bytes)
    })
  }

  #explain(error: NodeJS.ErrnoException): CongkyError {
    const isAbsent = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(error.code ?? '')
    if (!isAbsent) return this.#lost(error)
    return new CongkyError('ERR_GATEWAY_NOT_RUNNING', { address: this.#socketPath }, { cause: error })
  }

  #lost(reason: unknown): CongkyError {
    const detail = reason instanceof Error ? reason.message : String(reason)
    return new CongkyError('ERR_CONNECTION_LOST', { address: this.#socketPath, detail }, { cause: reason })
  }
}

async function readAnswer(response: IncomingMessage): Promise<{ status: number; body: Buffer }> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
