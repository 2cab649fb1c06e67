/** What the checks are told about this host; each answers, whatever is wrong with the host. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { PortFacts, ServiceFacts } from './host-checks.ts'
import { HEADER_BYTES, parseLibraryHeader } from './library-header.ts'
import type { ModuleFacts } from './module-checks.ts'

export function lookAtLibrary(path: string): Pick<ModuleFacts, 'unreadable' | 'header'> {
  try {
    const handle = openSync(path, 'r')
    try {
      const start = Buffer.alloc(HEADER_BYTES)
      const length = readSync(handle, start)
      return { unreadable: null, header: parseLibraryHeader(start.subarray(0, length)) }
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    return { unreadable: codeOf(error), header: null }
  }
}

/** Of the nearest folder that exists. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(nearest(folder))
    return bavail * bsize
  } catch {
    return null
  }
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

/** How far the clock of the machine that holds the disk is ahead of ours, as a new file there tells. */
export function diskOffsetMs(folder: string): number | null {
  const probe = join(folder, `.clock-${process.pid}`)
  try {
    if (!existsSync(folder)) return null
    mkdirSync(probe)
    const before = Date.now()
    writeFileSync(join(probe, 'now'), '')
    return Math.round(statSync(join(probe, 'now')).mtimeMs - (before + Date.now()) / 2)
  } catch {
    return null
  } finally {
    rmSync(probe, { recursive: true, force: true })
  }
}

/** Tries to listen, for a moment. */
export async function lookAtPort(listen: { readonly host: string; readonly port: number }): Promise<PortFacts> {
  const problem = await new Promise<string | null>((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(codeOf(error)))
    server.listen({ ...listen, exclusive: true }, () => server.close(() => resolve(null)))
  })
  return { ...listen, problem, holder: problem === 'EADDRINUSE' ? findHolder(listen.port) : null }
}

/**
 * Which process listens on a port, on Linux, as far as this user may see: /proc/net/tcp names the socket, and a
 * process that has it open has a link to it (proc(5)).
 */
function findHolder(port: number): string | null {
  try {
    const inodes = ['tcp', 'tcp6'].flatMap((table) => listeningInodes(readFileSync(`/proc/net/${table}`, 'utf8'), port))
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && hasSocket(name, inodes))
    return pid === undefined ? null : `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`
  } catch {
    return null // not Linux
  }
}

/** Column 2 is the local address, with the port in hex behind a colon; 3 the state, 0A for listening; 9 the inode. */
function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && columns[1]?.endsWith(`:${hex}`))
    .flatMap((columns) => columns[9] ?? [])
}

function hasSocket(pid: string, inodes: readonly string[]): boolean {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).some((fd) => {
      const target = readLink(join(folder, fd))
      return inodes.some((inode) => target === `socket:[${inode}]`)
    })
  } catch {
    return false // another user's process, or one that ended just now
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** systemd's own way to tell whether it runs the host (sd_booted(3)) is this folder. */
export function lookAtService(platform: NodeJS.Platform): ServiceFacts {
  const folders = ['/etc/systemd/system', '/lib/systemd/system', '/usr/lib/systemd/system']
  return {
    platform,
    hasServiceManager: platform === 'linux' && existsSync('/run/systemd/system'),
    isInstalled: folders.some((folder) => existsSync(join(folder, 'congky.service'))),
  }
}

export function hasPcscd(): boolean {
  return existsSync('/run/pcscd/pcscd.comm')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
