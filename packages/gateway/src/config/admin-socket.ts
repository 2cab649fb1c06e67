/**
 * Where the daemon listens for the commands of this host's own admin: a socket in the state folder, whose
 * file mode is the only password. On Windows a named pipe stands for it.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Bilingual } from '@congky/shared'

/** The kernels' limit for a socket's path: 108 bytes on Linux, 104 on macOS and BSD, each with its final NUL. */
const SOCKET_PATH_BYTES_MAX = 103

export function adminSocketPath(stateDir: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return join(stateDir, 'congky.sock')
  const hash = createHash('sha256').update(stateDir.toLowerCase()).digest('hex').slice(0, 16)
  return `\\\\.\\pipe\\congky-${hash}`
}

/** Why no socket can be made in this state folder, or null. */
export function adminSocketPathProblem(stateDir: string, platform = process.platform): Bilingual | null {
  if (platform === 'win32') return null
  const excess = Buffer.byteLength(adminSocketPath(stateDir, platform)) - SOCKET_PATH_BYTES_MAX
  if (excess <= 0) return null
  return {
    en: `the path is ${excess} bytes too long for the local socket; choose a shorter one: ${stateDir}`,
    vi: `đường dẫn dài quá ${excess} byte so với giới hạn của socket cục bộ; hãy chọn đường dẫn ngắn hơn: ${stateDir}`,
  }
}
