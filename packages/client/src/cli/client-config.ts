/**
 * What pairing leaves on the workstation: where the gateway is, how it is recognised, and our access key. The
 * file is its owner's alone (0600), and one that others can read is not used.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CongkyError } from '@congky/shared'
import { z } from 'zod'
import type { CliIo } from './cli-context.ts'
import { fileError } from './file-error.ts'

const schema = z.object({
  url: z.string(),
  fingerprint: z.string().optional(),
  accessKey: z.string(),
  workstation: z.string(),
  /** Until when the access key works, and from when on it is renewed; null for never. */
  expiresAt: z.string().nullable().optional(),
  renewAfter: z.string().nullable().optional(),
})
export type ClientConfig = z.infer<typeof schema>

type Surroundings = Pick<CliIo, 'env' | 'platform'>

export function configPath({ env, platform }: Surroundings): string {
  const named = env.CONGKY_CLIENT_CONFIG
  if (named) return named
  const appData = env.APPDATA
  if (platform === 'win32' && appData) return join(appData, 'congky', 'client.json')
  return join(env.HOME || homedir(), '.config', 'congky', 'client.json')
}

/** @throws {CongkyError} ERR_NOT_PAIRED, ERR_FILE_UNUSABLE */
export async function readConfig(surroundings: Surroundings): Promise<ClientConfig> {
  const path = configPath(surroundings)
  try {
    const { mode } = await stat(path)
    // Windows keeps the rights of %APPDATA%, and shows modes that mean nothing.
    if (surroundings.platform !== 'win32' && (mode & 0o077) !== 0) {
      const detail = {
        en: `others can read the access key in it; take that right away with: chmod 600 ${path}`,
        vi: `người khác đọc được khóa truy cập trong tệp; hãy bỏ quyền đó bằng lệnh: chmod 600 ${path}`,
      }
      throw new CongkyError('ERR_FILE_UNUSABLE', { file: path, detail })
    }
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if (cause instanceof CongkyError) throw cause
    if (isMissing(cause)) throw new CongkyError('ERR_NOT_PAIRED', {}, { cause })
    const detail = {
      en: 'pairing did not write it; pair again',
      vi: 'tệp không do lệnh ghép nối ghi; hãy ghép nối lại',
    }
    throw new CongkyError('ERR_FILE_UNUSABLE', { file: path, detail }, { cause })
  }
}

/** Whether there is a configuration, readable or not. */
export async function hasConfig(surroundings: Surroundings): Promise<boolean> {
  return stat(configPath(surroundings)).then(
    () => true,
    () => false,
  )
}

/**
 * Makes sure that a configuration can be written. Comes before a pairing code is used up.
 *
 * @returns How to write it: replaced as a whole, readable by its owner only from its first byte on.
 * @throws {CongkyError} ERR_FILE_UNUSABLE
 */
export async function prepareConfig(surroundings: Surroundings): Promise<(config: ClientConfig) => Promise<void>> {
  const path = configPath(surroundings)
  const temporary = join(dirname(path), `.client-${randomUUID()}.tmp`)
  const write = (text: string) => writeFile(temporary, text, { mode: 0o600 })
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await write('')
    await rm(temporary)
  } catch (cause) {
    throw fileError(path, cause)
  }
  return async (config) => {
    try {
      await write(`${JSON.stringify(config, null, 2)}\n`)
      await rename(temporary, path)
    } catch (cause) {
      await rm(temporary, { force: true })
      throw fileError(path, cause)
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
