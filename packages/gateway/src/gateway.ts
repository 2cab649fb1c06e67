/**
 * Builds every part of the gateway and hands each what it needs; starts them in order and stops them in
 * reverse. The only file that knows all rooms.
 */
import type { Bilingual, CongkyError, GatewayStatus, StatusNotice } from '@congky/shared'
import { LogTail } from './api/log-tail.ts'
import { approvalDesk } from './approval-parts.ts'
import { RestoreGuard } from './backup/restore-guard.ts'
import { ConfigDesk, type ConfigFile } from './config/config-desk.ts'
import { CurrentConfig } from './config/current-config.ts'
import { consoleUrl, gatewayUrl } from './config/gateway-url.ts'
import { runConfigWorker } from './config/run-config-worker.ts'
import { openSecrets, type SecretStore } from './config/secrets.ts'
import { loadTlsCertificate, type TlsCertificate } from './config/tls.ts'
import type { GatewayConfig } from './domain/gateway-config.ts'
import type { Log } from './domain/log.ts'
import { type Exchange, openExchange } from './exchange-parts.ts'
import { gatewayStatus, noticesAbout } from './gateway-status.ts'
import { Notifier } from './notify/notifier.ts'
import { OutgoingConnections } from './outgoing/outgoing-connections.ts'
import type { ApprovalDesk } from './pipeline/approval-desk.ts'
import { Desk } from './pipeline/desk.ts'
import { HistoryLog, historyNotices } from './pipeline/history-log.ts'
import { Intake } from './pipeline/intake.ts'
import { JobKeeper } from './pipeline/job-keeper.ts'
import { Retention } from './pipeline/retention.ts'
import { Signing } from './pipeline/signing.ts'
import { SourceSet } from './pipeline/source-set.ts'
import { RunningParts } from './running-parts.ts'
import { openServers } from './servers.ts'
import type { SignatureEngine } from './signature/profile.ts'
import { signatureEngine } from './signature-parts.ts'
import { sourceOpener } from './source-parts.ts'
import { SetupCode } from './store/setup-code.ts'
import { openStore, type Store } from './store/store.ts'
import { Pkcs11Tokens } from './token/pkcs11/pkcs11-tokens.ts'
import type { PinAttempts, Tokens } from './token/token.ts'
import { version } from './version.ts'
import { waitingApprovals } from './waiting-approvals.ts'
import { WorkSwitch } from './work-switch.ts'

export interface GatewayOptions {
  readonly config: GatewayConfig
  /** Where it was loaded from; without it nothing can be edited over the API. */
  readonly configFile?: ConfigFile
  readonly log: Log
  /** Where the newest lines of the log are kept. */
  readonly logTail?: LogTail
  /** Other tokens than those of the configured modules: software ones, where no hardware is at hand. */
  readonly tokens?: (pinAttempts: PinAttempts) => Tokens
  /** What was found and mended before the start, for `status`. */
  readonly notices?: readonly Bilingual[]
}

/** Time for signatures in hand when the gateway stops, and for stopping altogether, in milliseconds. */
const STOP_GRACE_MS = 4_000
const STOP_MS = 9_000
/** What is left of it for those that stop later: a database that hangs must not take the time of all others. */
const LEFT_BY_PAUSE_MS = 8_000
const LEFT_BY_SOURCES_MS = 3_500

export class Gateway {
  readonly #log: Log
  readonly #logTail: LogTail
  readonly #configFile: string
  readonly #startedAt = new Date()
  readonly #store: Store
  readonly #engine: SignatureEngine
  readonly #tokens: Tokens
  readonly #keeper: JobKeeper
  readonly #intake: Intake
  readonly #signing: Signing
  readonly #approvals: ApprovalDesk
  readonly #sources: SourceSet
  readonly #desk: Desk
  readonly #retention: Retention
  readonly #historyLog: HistoryLog
  readonly #guard: RestoreGuard
  readonly #setupCode: SetupCode
  readonly #running = new RunningParts()
  readonly #work: WorkSwitch
  readonly #current: CurrentConfig
  readonly #secrets: SecretStore
  readonly #outgoing: OutgoingConnections
  readonly #notifier: Notifier
  readonly #exchange: Exchange | null
  readonly configDesk: ConfigDesk
  #tls: TlsCertificate | null = null
  /** What `status` tells people about the state as it was found. */
  readonly #startNotices: readonly StatusNotice[]

  /** Opens the state. @throws {CongkyError} ERR_STATE_IN_USE, ERR_STORE_FULL */
  constructor({ config, configFile, log, logTail = new LogTail(), tokens, notices = [] }: GatewayOptions) {
    this.#current = new CurrentConfig(config)
    this.configDesk = new ConfigDesk({
      ...{ file: configFile ?? null, current: this.#current, runJob: runConfigWorker },
      apply: (next) => this.#work.reconfigure(next),
    })
    this.#log = log
    this.#logTail = logTail
    this.#configFile = configFile?.path ?? ''
    const current = () => this.#config
    const store = openStore(config.stateDir, () => current().console)
    this.#store = store
    this.#guard = new RestoreGuard(config.stateDir)
    this.#setupCode = new SetupCode(config.stateDir, store.accounts)
    const { jobs, history, pinAttempts, workstations, approvals } = store
    const secrets = openSecrets({ stateDir: config.stateDir, env: process.env })
    this.#secrets = secrets
    const secret = (name: string) => secrets.get(name)
    this.#outgoing = new OutgoingConnections({ config: () => current().proxy, secret, env: process.env })
    this.#engine = signatureEngine(current, this.#outgoing, log)
    this.#tokens =
      tokens?.(pinAttempts) ??
      new Pkcs11Tokens({ modules: config.modules, laneQueueMax: config.limits.laneQueueMax, pinAttempts, log })
    this.#keeper = new JobKeeper(jobs, log)
    const shared = { config: current, engine: this.#engine, keeper: this.#keeper, jobs, approvals, log }
    this.#approvals = approvalDesk({ ...shared, store })
    this.#intake = new Intake({
      ...shared,
      ...{ accounts: () => store.accounts.known() },
      refusal: () => this.#guard.refusal,
    })
    this.#sources = new SourceSet({
      ...{ intake: this.#intake, keeper: this.#keeper, jobs, workstations, log },
      open: sourceOpener({ gatewayId: store.gatewayId, engine: this.#engine, secrets, config: current, log }),
    })
    this.#signing = new Signing({
      ...shared,
      tokens: this.#tokens,
      confirmClaim: (job) => this.#sources.confirmClaim(job),
    })
    this.#desk = new Desk({
      ...{ intake: this.#intake, signing: this.#signing, engine: this.#engine },
      ...{ keeper: this.#keeper, jobs, approvals, history },
    })
    this.#retention = new Retention({ config: current, jobs, messages: store.statements, history, log })
    this.#historyLog = new HistoryLog({ history, log })
    this.#notifier = new Notifier({
      ...{ store: store.notifications, outgoing: this.#outgoing, secret, log },
      config: () => current().notifications,
      url: () => consoleUrl(this.#config, this.#tls !== null),
      status: () => this.status(),
      waiting: () => waitingApprovals({ ...shared, store }, this.#approvals),
      addresses: () => current().approval.people.flatMap(({ email }) => email ?? []),
      mayTell: () => this.#guard.isOpen,
    })
    this.#work = new WorkSwitch({
      ...{ current: this.#current, tokens: this.#tokens, signing: this.#signing, sources: this.#sources },
      ...{ guard: this.#guard, notifier: this.#notifier, log },
    })
    this.#exchange = openExchange({
      ...{ config: current, secret, store, engine: this.#engine, desk: this.#desk, outgoing: this.#outgoing, log },
      refusal: () => this.#guard.refusal,
    })
    this.#startNotices = [
      ...noticesAbout('history', historyNotices(store.historyAtStart)),
      ...noticesAbout('files', notices),
    ]
    for (const { en } of historyNotices(store.historyAtStart)) log.error({ history: store.historyAtStart }, en)
  }

  /** @throws {CongkyError} ERR_PORT_TAKEN and the like; what was started by then has been stopped. */
  async start(): Promise<void> {
    try {
      await this.#startParts()
    } catch (error) {
      await this.stop().catch((failure: unknown) =>
        this.#log.error({ err: failure }, 'a failed start left parts running'),
      )
      throw error
    }
  }

  async #startParts(): Promise<void> {
    const { autoStart, sources } = this.#config
    this.#running.push(async () => this.#store.close())
    this.#running.push(() => this.#historyLog.stop())
    await this.#historyLog.start()
    await this.#engine.start()
    this.#running.push(() => this.#engine.stop())
    this.#running.push(() => this.#tokens.stop())
    await this.#tokens.start()

    this.#keeper.load()
    // Stopped in this order: pulling, intake, signing, and last the sources, which take what was signed by then.
    this.#running.push(() => this.#sources.stop(), LEFT_BY_SOURCES_MS)
    this.#running.push(() => this.#signing.stop(STOP_GRACE_MS))
    this.#running.push(async () => this.#intake.stop())
    this.#running.push(() => this.#sources.pause(), LEFT_BY_PAUSE_MS)
    this.#signing.start(!autoStart || !this.#guard.isOpen)
    this.#running.push(this.#approvals.start())
    if (this.#guard.isOpen) await this.#sources.apply(sources)
    this.#running.push(async () => this.#exchange?.stop())
    this.#exchange?.start()
    this.#running.push(async () => this.#retention.stop())
    this.#retention.start()

    this.#tls = await loadTlsCertificate(this.#config)
    this.#setupCode.begin()
    await this.#openServers(this.#tls)
    if (autoStart && this.#guard.isOpen) this.#sources.resume()
    await this.#store.history.append({ kind: 'gateway', note: `started ${version}` })
    this.#running.push(() => this.#store.history.append({ kind: 'gateway', note: 'stopping' }))
    this.#running.push(() => this.#outgoing.close())
    this.#running.push(() => this.#notifier.stop())
    await this.#notifier.start()
  }

  get #config(): GatewayConfig {
    return this.#current.value
  }

  /** Resolves when the state can be written no more: the gateway has to be stopped then. */
  get failed(): Promise<CongkyError> {
    return this.#store.failed
  }

  /** Comes true once a write of the state went through, or failed for want of room. One that hangs never does. */
  async isAlive(): Promise<boolean> {
    return this.#store.answers()
  }

  /**
   * Stops in reverse order and finishes work in hand, as far as there is time for it. What is cut short loses
   * nothing: the next start goes on from the store. Stopping early or twice is fine.
   */
  async stop(): Promise<void> {
    await this.#running.stop(STOP_MS)
  }

  /** For the first admin, while there is none: the code that makes the first account. */
  get setupCode(): string | null {
    return this.#setupCode.current
  }

  /** Tells people what became of an edit of the configuration file, until the next one is taken over. */
  notifyAboutConfig(notice: Bilingual): void {
    this.configDesk.fileInvalid()
    this.#current.notify(notice)
    this.#log.warn({}, notice.en)
  }

  status(): GatewayStatus {
    return gatewayStatus({
      ...{ startedAt: this.#startedAt, config: this.#config, url: this.#url(), tls: this.#tls, store: this.#store },
      ...{ tokens: this.#tokens, sources: this.#sources, keeper: this.#keeper, guard: this.#guard },
      approvals: this.#approvals,
      isPaused: this.#signing.isPaused,
      exchange: this.#exchange?.view ?? null,
      notices: [
        ...this.#startNotices,
        ...this.#current.notices,
        ...noticesAbout('notifications', this.#notifier.notices()),
      ],
    })
  }

  async #openServers(tls: TlsCertificate | null): Promise<void> {
    await openServers({
      ...{ tls, store: this.#store, tokens: this.#tokens, engine: this.#engine, desk: this.#desk, log: this.#log },
      ...{ keeper: this.#keeper, signing: this.#signing, guard: this.#guard, running: this.#running },
      ...{ configDesk: this.configDesk, secrets: this.#secrets, configFile: this.#configFile, logTail: this.#logTail },
      ...{ setupCode: this.#setupCode, approvals: this.#approvals },
      ...{ notifier: this.#notifier, outgoing: this.#outgoing, services: this.#exchange?.services(tls !== null) ?? [] },
      exchange: this.#exchange?.desk ?? null,
      config: () => this.#config,
      url: () => this.#url(),
      status: () => this.status(),
      pause: () => this.#work.pause(),
      resume: () => this.#work.resume(),
      confirmRestore: (record) => this.#work.confirmRestore(record),
    })
  }

  #url(): string {
    return gatewayUrl(this.#config.listen, this.#tls !== null)
  }
}
