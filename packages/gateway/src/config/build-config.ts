/** Makes the finished configuration of the one as written: absolute paths, and the defaults a dialect decides. */
import { dirname, resolve } from 'node:path'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { buildConnection } from './build-connection.ts'
import { buildExchange } from './exchange-schema.ts'
import type { WrittenConfig } from './schema.ts'

/** @param file Path of the configuration file; relative paths in it start at its folder. */
export function buildConfig(written: WrittenConfig, file: string): GatewayConfig {
  const folder = dirname(resolve(file))
  const absolute = (path: string) => resolve(folder, path)
  return {
    ...written,
    stateDir: absolute(written.stateDir),
    modules: written.modules.map((module) => ({ ...module, path: absolute(module.path) })),
    sources: written.sources.map((source) => ({
      ...source,
      connection: buildConnection(source.connection, source.dialect, absolute),
    })),
    trust: { ...written.trust, authorities: written.trust.authorities.map(absolute) },
    exchange: written.exchange && buildExchange(written.exchange, absolute),
    tls: {
      mode: written.tls.mode,
      certFile: written.tls.certFile && absolute(written.tls.certFile),
      keyFile: written.tls.keyFile && absolute(written.tls.keyFile),
    },
  }
}
