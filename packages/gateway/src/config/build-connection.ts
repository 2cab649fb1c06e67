import type { z } from 'zod'
import type { ConnectionConfig, Dialect } from '../domain/gateway-config.ts'
import type { connectionSchema } from './connection-schema.ts'
import { isLocalServer } from './loopback.ts'

/** How a database is reached: an absolute path, the instance apart from the host, TLS as the place demands. */
export function buildConnection(
  written: z.output<typeof connectionSchema>,
  dialect: Dialect,
  absolute: (path: string) => string,
): ConnectionConfig {
  const [host = '', instance = null] = (written.host ?? '').split('\\')
  const isLocal = dialect === 'sqlite' || isLocalServer(host)
  return {
    ...written,
    file: written.file && absolute(written.file),
    host,
    instance: written.instance ?? instance,
    database: written.database ?? '',
    user: written.user ?? '',
    // On this machine nothing is to be overheard, and its servers rarely have a certificate.
    tls: written.tls ?? (isLocal ? 'off' : 'on'),
  }
}
