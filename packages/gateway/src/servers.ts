/** Builds the servers that people and workstations talk to, out of the parts of the gateway, and opens them. */
import type { GatewayStatus } from '@congky/shared'
import { adminParts } from './admin-parts.ts'
import type { AdminParts } from './api/admin-routes.ts'
import { passwordProof } from './api/approver-proof.ts'
import type { AuthParts } from './api/auth-routes.ts'
import { LiveHub } from './api/live-hub.ts'
import type { LogTail } from './api/log-tail.ts'
import { LoginDesk } from './api/login-desk.ts'
import { OpenConnections } from './api/open-connections.ts'
import { OwnHosts } from './api/own-hosts.ts'
import { PasskeyDesk } from './api/passkey-desk.ts'
import {
  buildLocalServer,
  buildNetworkServer,
  listenLocally,
  listenOnNetwork,
  type NetworkServerParts,
} from './api/server.ts'
import { toSeenStatus } from './api/status.ts'
import type { RestoreGuard } from './backup/restore-guard.ts'
import { builtPages } from './built-entry.ts'
import { adminSocketPath } from './config/admin-socket.ts'
import type { ConfigDesk } from './config/config-desk.ts'
import type { SecretStore } from './config/secrets.ts'
import type { TlsCertificate } from './config/tls.ts'
import type { ConsoleConfig, GatewayConfig } from './domain/gateway-config.ts'
import type { Log } from './domain/log.ts'
import type { Notifier } from './notify/notifier.ts'
import type { OutgoingConnections } from './outgoing/outgoing-connections.ts'
import type { ApprovalDesk } from './pipeline/approval-desk.ts'
import type { Desk } from './pipeline/desk.ts'
import type { JobKeeper } from './pipeline/job-keeper.ts'
import type { Signing } from './pipeline/signing.ts'
import { RecordsDesk } from './records/records-desk.ts'
import type { RunningParts } from './running-parts.ts'
import type { SignatureEngine } from './signature/profile.ts'
import { PasswordHasher } from './store/password-hasher.ts'
import type { SetupCode } from './store/setup-code.ts'
import type { Store } from './store/store.ts'
import type { Tokens } from './token/token.ts'
import { version } from './version.ts'

export interface ServersParts
  extends Pick<AdminParts, 'pause' | 'resume' | 'confirmRestore' | 'exchange'>,
    Pick<NetworkServerParts, 'services'> {
  readonly config: () => GatewayConfig
  /** Path of the configuration file. */
  readonly configFile: string
  readonly configDesk: ConfigDesk
  readonly secrets: SecretStore
  readonly notifier: Notifier
  readonly outgoing: OutgoingConnections
  readonly tls: TlsCertificate | null
  /** What people and workstations call this gateway by. */
  readonly url: () => string
  readonly store: Store
  readonly tokens: Tokens
  readonly engine: SignatureEngine
  readonly desk: Desk
  readonly keeper: JobKeeper
  readonly signing: Signing
  readonly approvals: ApprovalDesk
  readonly setupCode: SetupCode
  readonly guard: RestoreGuard
  readonly status: () => GatewayStatus
  /** Takes the servers up as they are opened. */
  readonly running: RunningParts
  readonly log: Log
  readonly logTail: LogTail
}

/** @throws {CongkyError} ERR_PORT_TAKEN */
export async function openServers(parts: ServersParts): Promise<void> {
  const { config, tls, store, engine, desk, keeper, signing, status, running, log } = parts
  const { listen, stateDir, limits } = config()
  const hosts = new OwnHosts({
    listenHost: listen.host,
    certificate: tls?.certPem ?? null,
    configured: () => namesOf(config().console),
  })
  const hasher = new PasswordHasher()
  const live = openLiveHub(parts)
  const records = openRecords(parts, stateDir)
  const connections = new OpenConnections()
  const auth = authParts(parts, hasher)
  const proofs = { password: passwordProof(auth.loginDesk), passkey: auth.passkeyDesk }
  const admin = adminParts(parts, { hosts, hasher, live, records, connections, proofs })
  const network = await buildNetworkServer({
    ...{ tls, version, desk, engine, hosts, admin, live, log, status },
    ...{ workstations: store.workstations, connections, guesses: store.guesses },
    auth,
    pages: builtPages(),
    services: parts.services,
    setup: { ...admin, setupCode: parts.setupCode, guesses: store.guesses, console: () => config().console },
    documentBytesMax: limits.documentBytesMax,
    limits: () => config().limits,
    jobs: {
      openJobs: () => keeper.openJobs(),
      tokenOf: (job) => signing.tokenOf(job),
      onJobChange: (listener) => keeper.onChange(listener),
      commits: store.commits,
      onDelivered: (listener) => keeper.clock.onDelivered(listener),
    },
  })
  running.push(() => network.close())
  const local = await buildLocalServer(admin)
  running.push(() => local.close())
  await listenOnNetwork(network, listen)
  await listenLocally(local, adminSocketPath(stateDir))
}

/** Names that the configuration adds to those of this host. */
function namesOf({ hosts, publicUrl }: ConsoleConfig): readonly string[] {
  return publicUrl === null ? hosts : [...hosts, new URL(publicUrl).hostname]
}

/** Follows what changes by itself; the rest is looked at every second (live-hub.ts). */
function openLiveHub({ status, configDesk, tokens, keeper, running, log }: ServersParts): LiveHub {
  const revision = () => configDesk.inForce ?? 'none'
  const live = new LiveHub({ status: () => toSeenStatus(status()), revision, log })
  const stops = [tokens.onChange(() => live.touch()), keeper.onChange((job, step) => live.follow(job, step))]
  running.push(async () => {
    for (const stop of stops) stop()
    live.close()
  })
  return live
}

function openRecords({ store, keeper, running, log }: ServersParts, stateDir: string): RecordsDesk {
  const records = new RecordsDesk({ stateDir, size: () => store.jobs.newest(), log })
  keeper.onChange((job) => records.search.noteChange(job.id))
  running.push(() => records.stop())
  return records
}

function authParts({ store, config }: ServersParts, hasher: PasswordHasher): AuthParts {
  const { accounts, sessions, guesses, history, passkeys } = store
  const loginDesk = new LoginDesk({ accounts, sessions, guesses, hasher })
  return {
    ...{ sessions, history, loginDesk, passkeys },
    passkeyDesk: new PasskeyDesk({ passkeys, loginDesk, history }),
    console: () => config().console,
  }
}
