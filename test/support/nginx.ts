/** nginx, with a configuration that is meant for /etc/nginx/conf.d, on ports and with files of a test. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { prefixed, ServerProcess } from './server-process.ts'

export interface NginxOptions {
  /** Everything it writes is below. */
  readonly folder: string
  /** What stands between the braces of `http`. */
  readonly http: string
  /** One that it listens at. */
  readonly port: number
}

/** @returns How to stop it. @throws {Error} It is not installed, or does not start. */
export async function startNginx({ folder, http, port }: NginxOptions): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true })
  const inFolder = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (what) => `${what}_temp_path ${join(folder, what)};`,
  )
  // One process, which ends with ours.
  const settings = ['daemon off;', 'master_process off;', `pid ${join(folder, 'pid')};`, 'error_log stderr warn;']
  const file = join(folder, 'nginx.conf')
  const lines = [...settings, 'events {}', 'http {', ...inFolder, 'access_log off;', http, '}', '']
  writeFileSync(file, lines.join('\n'))
  const server = new ServerProcess({
    account: null,
    program: prefixed('/usr/sbin/nginx'),
    args: ['-e', 'stderr', '-p', folder, '-c', file],
    stopSignal: 'SIGTERM',
    isReady: () => reach(port),
  })
  await server.start()
  return () => server.stop()
}

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })
}

/** Puts other values into an example. @throws {Error} One of them does not stand there exactly as often as it should. */
export function adapt(
  example: string,
  changes: readonly (readonly [from: string, to: string, times?: number])[],
): string {
  return changes.reduce((text, [from, to, times = 1]) => {
    const found = text.split(from).length - 1
    if (found !== times) throw new Error(`“${from}” stands ${found} times in the example, not ${times}`)
    return text.replaceAll(from, to)
  }, example)
}
