/** D6: the state folder lies on a small file system that is really full, or, without the right to mount, is made to look so. */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { CrashRig } from '../support/crash-rig.ts'
import { assertKept, documentCalls, judgeCrashes, readState } from '../support/crash-verdicts.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually } from '../support/gateway.ts'
import { promise } from '../support/promise.ts'

/** How long a full disk is watched for a signature that must not come. */
const WATCH_MS = 2_500
// Many lives of a daemon each: a slow machine may take its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const folder = makeFolder('disk-full')
const stateDir = join(folder, 'gateway', 'state')
let rig: CrashRig
let disk: Disk

interface Disk {
  readonly kind: string
  /** For the daemon's environment. */
  readonly env: Readonly<Record<string, string>>
  fill(): void
  clear(): void
  remove(): void
}

beforeAll(async () => {
  rig = await CrashRig.create({ folder, seed: 'disk-full' })
  disk = mountSmall() ?? imitateSmall()
})
afterAll(async () => {
  await rig?.close()
  disk?.remove()
  removeFolder(folder)
})

/** A file system of its own for the state folder, in memory; null without the right to mount one. */
function mountSmall(): Disk | null {
  const kept = join(folder, 'kept-state')
  try {
    execFileSync('cp', ['-a', stateDir, kept])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m,mode=0700', 'tmpfs', stateDir], { stdio: 'pipe' })
  } catch {
    return null
  }
  execFileSync('cp', ['-a', `${kept}/.`, stateDir])
  const filler = join(stateDir, 'filler')
  return {
    kind: 'a full file system of 40 MB',
    env: {},
    fill: () => {
      const file = openSync(filler, 'a')
      for (const size of [65_536, 4_096, 512]) writeUntilFull(file, Buffer.alloc(size, 1))
      closeSync(file)
    },
    clear: () => rmSync(filler),
    remove: () => {
      // What was written there is looked through like everything else.
      execFileSync('cp', ['-a', `${stateDir}/.`, kept])
      execFileSync('umount', ['-l', stateDir])
    },
  }
}

function writeUntilFull(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) === bytes.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

function imitateSmall(): Disk {
  const fullFile = join(folder, 'full')
  return {
    kind: 'ENOSPC for every write (no right to mount a small file system)',
    env: rig.env({ fullFile }),
    fill: () => writeFileSync(fullFile, ''),
    clear: () => rmSync(fullFile),
    remove: () => {},
  }
}

interface Health {
  readonly status: number
  readonly problems: readonly string[]
}

/** As a monitor would; the certificate is the gateway's own. */
function readHealth(): Health {
  const url = `${rig.gateway.url}/api/v1/health/ready`
  const [body = '', status] = execFileSync('curl', ['-sk', '-w', '\n%{http_code}', url], { encoding: 'utf8' }).split(
    '\n',
  )
  return { status: Number(status), problems: JSON.parse(body).problems }
}

function countIntents(): number {
  return readState(stateDir).history.filter(({ kind }) => kind === 'intent').length
}

promise(
  'D6',
  'a full state disk stops signing, health says so, and signing goes on by itself when there is room',
  async (count) => {
    await rig.gateway.restart(disk.env)
    await rig.unlock()
    await rig.addWork(6, 4)
    await eventually(async () => (await rig.table.count(2)) === 6 && rig.clients?.waiting === 0)
    expect(readHealth()).toMatchObject({ status: 200, problems: [] })

    disk.fill()
    await rig.addWork(20, 10)
    const health = await eventually(async () => {
      const now = readHealth()
      return now.status === 503 ? now : null
    })
    expect(health.problems).toContain('state disk: ERR_STORE_FULL')
    const before = { calls: documentCalls(rig.module).most, intents: countIntents() }
    await sleep(WATCH_MS)
    expect({ calls: documentCalls(rig.module).most, intents: countIntents() }).toEqual(before)
    const signedWhileFull = (await rig.table.count(2)) - 6
    expect(rig.gateway.ending).toBeNull()

    disk.clear()
    const clearedAt = Date.now()
    await eventually(() => readHealth().status === 200)
    const readyMs = Date.now() - clearedAt
    await rig.atRest()
    const verdicts = await judgeCrashes(rig)
    assertKept(verdicts)
    count(
      `${disk.kind}: ${signedWhileFull} signed while it was full, 0 C_Sign and 0 intents once health said so; ` +
        `ready ${(readyMs / 1000).toFixed(1)} s after there was room; all ${rig.rowCount} rows and ${rig.clients?.sent} answers signed once`,
    )
  },
)
