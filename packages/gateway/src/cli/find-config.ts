import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where a service's configuration stands on this kind of system. */
export function systemConfigFile(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return '/etc/congky/congky.yaml'
  return join(env.ProgramData ?? 'C:\\ProgramData', 'congky', 'congky.yaml')
}

/**
 * The configuration file that a command is about: `--config`, else `$CONGKY_CONFIG`, else `./congky.yaml`
 * when it is there, else the system's when it is there. When none is there, the one to make: `./congky.yaml`.
 */
export function findConfigFile(option: string | undefined, env: NodeJS.ProcessEnv): string {
  if (option !== undefined) return option
  if (env.CONGKY_CONFIG) return env.CONGKY_CONFIG
  const here = 'congky.yaml'
  const system = systemConfigFile(env)
  return !existsSync(here) && existsSync(system) ? system : here
}
