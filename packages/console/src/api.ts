/** Calls of the gateway's HTTP API. Everything that goes wrong arrives as an `ApiError` that people can read. */
import { language } from './text.ts'

const BASE = '/api/v1'

/** What the gateway says of a failure (RFC 9457), in both languages. */
interface Problem {
  readonly code?: string | undefined
  readonly detail?: string | undefined
  readonly messageVi?: string | undefined
  readonly next?: string | undefined
  readonly nextVi?: string | undefined
  readonly [more: string]: unknown
}

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly #problem: Problem

  constructor(status: number, problem: Problem) {
    super(problem.code ?? `HTTP ${status}`)
    this.status = status
    this.code = problem.code ?? 'ERR_INTERNAL'
    this.#problem = problem
  }

  /** What happened and why, in the person's language. */
  get text(): string {
    const { detail, messageVi } = this.#problem
    return (language.value === 'vi' ? messageVi : undefined) ?? detail ?? this.message
  }

  /** What to do next, if anything. */
  get next(): string | null {
    const { next, nextVi } = this.#problem
    return (language.value === 'vi' ? nextVi : undefined) ?? next ?? null
  }

  /** A further member of the problem, such as the fields that are wrong. */
  member(name: string): unknown {
    return this.#problem[name]
  }
}

/** The page's own proof towards the gateway, and who is told when the session has ended. */
const own: { csrfToken: string; onSessionEnd: () => void } = { csrfToken: '', onSessionEnd: () => {} }

export function usePageToken(csrfToken: string): void {
  own.csrfToken = csrfToken
}

export function onSessionEnd(listener: () => void): void {
  own.onSessionEnd = listener
}

export interface CallOptions {
  /** JSON, or a file or text that goes as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * @param path Below `/api/v1`, such as `/admin/status`.
 * @throws {ApiError}
 */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, options)
  const text = await response.text()
  return (text === '' ? null : JSON.parse(text)) as T
}

/** Gets a file, for callers that name it themselves. @throws {ApiError} */
export async function fetchFile(path: string, options: CallOptions = {}): Promise<Blob> {
  return (await send('GET', path, options)).blob()
}

/** Gets a file and hands it to the browser's downloads under the name that the gateway gives it. @throws {ApiError} */
export async function download(method: string, path: string, options: CallOptions = {}): Promise<void> {
  const response = await send(method, path, options)
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'congky'
  saveFile(await response.blob(), name)
}

export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

async function send(method: string, path: string, { body, headers, signal }: CallOptions): Promise<Response> {
  const isRaw = typeof body === 'string' || body instanceof Blob
  const response = await fetch(BASE + path, {
    method,
    headers: {
      ...(method === 'GET' ? {} : { 'X-Congky-CSRF': own.csrfToken }),
      ...(body === undefined || isRaw ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new ApiError(0, UNREACHABLE)
  })
  if (response.ok) return response
  const error = new ApiError(response.status, await problemOf(response))
  if (error.code === 'ERR_LOGIN_REQUIRED') own.onSessionEnd()
  throw error
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem
  } catch {
    return { detail: `HTTP ${response.status} ${response.statusText}` }
  }
}

const UNREACHABLE: Problem = {
  code: 'ERR_GATEWAY_NOT_RUNNING',
  detail: 'The gateway does not answer.',
  messageVi: 'Không liên lạc được với cổng ký.',
  next: 'Check that the gateway runs and that this computer is on the network, then try again.',
  nextVi: 'Kiểm tra cổng ký đang chạy và máy này có mạng, rồi thử lại.',
}
