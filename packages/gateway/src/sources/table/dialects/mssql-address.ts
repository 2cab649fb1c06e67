import type { ConnectionConfig } from '../../../domain/gateway-config.ts'

export interface ServerAddress {
  readonly server: string
  readonly port: number | null
  /** Looked up through the browser service when there is no port. */
  readonly instance: string | null
}

/**
 * Reads a SQL Server name as its own tools write it: `HOST`, `HOST\INSTANCE`, `HOST,PORT`, with `.` and
 * `(local)` for this host. What the configuration says apart goes before what the name says.
 */
export function toServerAddress({
  host,
  port,
  instance,
}: Pick<ConnectionConfig, 'host' | 'port' | 'instance'>): ServerAddress {
  const written = /^(?:tcp:)?([^\\,]*)(?:\\([^,]*))?(?:,\s*(\d+))?$/i.exec(host.trim())
  const server = written?.[1]?.trim() ?? host
  const writtenPort = written?.[3] === undefined ? null : Number(written[3])
  const foundPort = port ?? writtenPort
  const foundInstance = instance ?? (written?.[2]?.trim() || null)
  return {
    server: ['', '.', '(local)', '(localhost)'].includes(server.toLowerCase()) ? 'localhost' : server,
    port: foundPort,
    // The driver takes a port or an instance; a port says all.
    instance: foundPort === null ? foundInstance : null,
  }
}
