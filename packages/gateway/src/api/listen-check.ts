/**
 * Whether the gateway could listen where somebody at a browser wants it to. It is tried before it is written down: a
 * gateway that does not come up after its restart can be mended on its host only.
 */
import { createServer } from 'node:net'
import { type Bilingual, CongkyError } from '@congky/shared'
import { ConfigProblems } from '../config/config-problem.ts'

interface ListenAddress {
  readonly host: string
  readonly port: number
}

/**
 * @param running Where the gateway listens now: its own port is taken by itself.
 * @throws {CongkyError} ERR_CONFIG_INVALID
 */
export async function requireListenable(wanted: ListenAddress, running: ListenAddress): Promise<void> {
  const port = wanted.port === running.port ? 0 : wanted.port
  const code = await tryToListen(wanted.host, port)
  if (code === null) return
  const isPort = code === 'EADDRINUSE' || code === 'EACCES'
  const text = isPort ? portText(wanted.port, code) : hostText(wanted.host)
  const field = isPort ? 'listen.port' : 'listen.host'
  throw new CongkyError(
    'ERR_CONFIG_INVALID',
    { detail: { en: `${field}: ${text.en}`, vi: `${field}: ${text.vi}` } },
    { cause: new ConfigProblems([{ line: 0, column: 0, field, text }]) },
  )
}

/** @returns The code of what went wrong, or null. */
function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'UNKNOWN'))
    try {
      server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
    } catch {
      // A port that is no number of one; the schema says so with its range.
      resolve(null)
    }
  })
}

function portText(port: number, code: string): Bilingual {
  return code === 'EACCES'
    ? { en: `this system keeps port ${port} for others`, vi: `hệ thống không cho cổng ký dùng cổng ${port}` }
    : { en: `another program uses port ${port}`, vi: `chương trình khác đang dùng cổng ${port}` }
}

function hostText(host: string): Bilingual {
  return { en: `${host} is no address of this machine`, vi: `${host} không phải địa chỉ của máy chủ này` }
}
