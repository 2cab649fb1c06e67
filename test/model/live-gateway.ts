/** The running gateway as the model's histories need it: each event done by the people and programs that would do it. */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayConnection } from '@congky/client'
import {
  APPROVAL_PASSWORD,
  addPeople,
  approvalRule,
  DEPUTY,
  DIRECTOR,
  decide,
  type OfficePerson,
  withApproval,
} from '../support/approval-office.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { callHttp } from '../support/http-call.ts'
import { AGENT, CLIENT, createOffice, type Office, PIN } from '../support/office.ts'
import { WebVisitor } from '../support/web-visitor.ts'
import { PairedWorkstation } from '../support/workstation.ts'
import { anybody, kinds, nothingNeeded, oneOfAny, person, rule, version } from './case-parts.ts'
import type { ModelEvent } from './model-event.ts'
import type { SmallCase } from './small-case.ts'
import type { SmallJob } from './small-gateway.ts'

/** The declarant's machine; its access key is the deputy's too. */
const WORKSTATION = 'may-pho'
const RULE = { name: 'moi-chung-tu', steps: [{ name: 'Duyệt' }] }

/** One approver and the deputy who asks; both have the role. */
export const livedCase: SmallCase = {
  name: 'a running gateway',
  accounts: [DIRECTOR.name, DEPUTY.name],
  documents: [version('D1', { requester: WORKSTATION }), version('D2', { requester: WORKSTATION, row: '2' })],
  policies: {
    everything: { rules: [rule({ steps: [anybody] })], means: () => oneOfAny },
    nothing: nothingNeeded,
  },
  people: {
    usual: {
      config: [person({ accounts: [DEPUTY.name], workstations: [WORKSTATION] })],
      humans: { [DIRECTOR.name]: 'director', [DEPUTY.name]: 'deputy', [WORKSTATION]: 'deputy' },
    },
  },
  loans: [],
  events: kinds('submit', 'approve', 'return', 'withdraw', 'retry', 'revoke', 'restore', 'policy', 'sign'),
  hours: 0,
  depth: { short: 8, long: 8 },
}

export class LiveGateway {
  readonly #office: Office
  readonly #gateway: GatewayFixture
  readonly #workstation: PairedWorkstation
  #connection: GatewayConnection | null = null
  /** Ids of the requests of the history that is lived now, by the names of their documents. */
  #ids = new Map<string, string>()
  #history = ''
  #policy = 'everything'

  private constructor(office: Office, gateway: GatewayFixture, workstation: PairedWorkstation) {
    this.#office = office
    this.#gateway = gateway
    this.#workstation = workstation
  }

  static async open(folder: string): Promise<LiveGateway> {
    const office = await createOffice(folder)
    const options = { folder: join(folder, 'gateway'), config: configOf(office, 'everything') }
    const gateway = await GatewayFixture.start({ ...options, env: office.softHsm.env })
    await addPeople(gateway, [DIRECTOR, DEPUTY])
    return new LiveGateway(office, gateway, await PairedWorkstation.pair(gateway, WORKSTATION, 'all'))
  }

  get fixture(): GatewayFixture {
    return this.#gateway
  }

  /** What is submitted from now on are new documents; everybody has the role, and the policy asks. */
  async begin(): Promise<void> {
    this.#history = randomUUID()
    this.#ids = new Map()
    for (const { name } of [DIRECTOR, DEPUTY]) await this.#setRole(name, 'approver')
    if (this.#policy !== 'everything') await this.#setPolicy('everything')
  }

  /** @returns Whether the gateway took it; null: that cannot be told by the answer. @throws {Error} It died meanwhile. */
  async act(event: ModelEvent): Promise<boolean | null> {
    switch (event.kind) {
      case 'submit':
        return this.#submit(event.document)
      case 'approve':
      case 'return':
        return this.#decide(event.kind, event.account, event.job)
      case 'withdraw':
        return this.#withdraw(event.job)
      case 'retry':
        await this.#gateway.admin('POST', `/requests/${this.#id(event.job)}/retry`)
        return null
      case 'revoke':
        return this.#setRole(event.account, 'auditor')
      case 'restore':
        return this.#setRole(event.account, 'approver')
      case 'policy':
        return this.#setPolicy(event.to)
      default:
        throw new Error(`${event.kind} is nothing that a person could do`)
    }
  }

  /** Lets the token sign what may be signed. @param killAfterMs When the gateway is killed meanwhile; null: never. */
  async sign(names: readonly string[], killAfterMs: number | null): Promise<void> {
    await this.#gateway.unlock(AGENT.token, PIN)
    if (killAfterMs !== null) {
      await sleep(killAfterMs)
      await this.kill()
      await this.#gateway.unlock(AGENT.token, PIN)
    }
    for (const name of names) await eventually(async () => (await this.stateOf(name)) === 'signed')
    await this.#gateway.admin('POST', `/tokens/${AGENT.token}/lock`)
  }

  /** kill -9, and a new start. */
  async kill(): Promise<void> {
    await this.#gateway.kill()
    // A client that waits to connect again would take the next history for its own.
    await this.#connection?.close()
    this.#connection = null
    rmSync(join(this.#gateway.folder, 'state', 'congky.sock'), { force: true })
    await this.#gateway.restart()
  }

  /** Where a request is, in the model's words: what waits for the locked token goes on as soon as it can. */
  async stateOf(name: string): Promise<SmallJob['state'] | null> {
    const id = this.#ids.get(name)
    if (id === undefined) return null
    const { json } = await callHttp(this.#gateway.url, 'GET', `/sign-requests/${id}`, this.#caller())
    const { state, error } = json() as { state: SmallJob['state']; error?: { code: string } }
    return state === 'held' && error?.code === 'ERR_TOKEN_LOCKED' ? 'received' : state
  }

  async close(): Promise<void> {
    await this.#connection?.close()
    await this.#gateway.stop()
  }

  #id(name: string): string {
    const id = this.#ids.get(name)
    if (id === undefined) throw new Error(`${name} was never submitted`)
    return id
  }

  /** The same again after a kill gives the same request; one that was rejected is tried again by the host. */
  async #submit(name: string): Promise<null> {
    const known = this.#ids.get(name)
    if (known !== undefined) {
      await this.#gateway.admin('POST', `/requests/${known}/retry`)
      return null
    }
    const body = JSON.stringify({ document: this.#document(name), taxCode: CLIENT.taxCode })
    const headers = { 'content-type': 'application/json', 'idempotency-key': this.#key(name) }
    const answer = await callHttp(this.#gateway.url, 'POST', '/sign-requests', { ...this.#caller(), body, headers })
    this.#ids.set(name, (answer.json() as { id: string }).id)
    return null
  }

  async #decide(decision: 'approve' | 'return', account: string, name: string): Promise<boolean> {
    const id = this.#id(name)
    const { approvalId, documentSha256 } = await this.#gateway.admin<{ approvalId: string; documentSha256: string }>(
      'GET',
      `/approvals/${id}`,
    )
    const visitor = new WebVisitor(this.#gateway.url)
    await visitor.login(account, APPROVAL_PASSWORD)
    const more = decision === 'return' ? { reason: 'Sai số' } : {}
    const { body } = await decide(visitor, decision, [{ id, approvalId, documentSha256 }], more)
    return body?.outcomes?.[0]?.error === null
  }

  /** As the declarant's program gives up what it asked for. */
  async #withdraw(name: string): Promise<null> {
    this.#connection ??= await this.#workstation.connect()
    const giveUp = new AbortController()
    const asked = this.#connection
      .sign(this.#document(name), {
        ...{ taxCode: CLIENT.taxCode, idempotencyKey: this.#key(name), signal: giveUp.signal },
        onState: () => giveUp.abort(),
      })
      .catch(() => null)
    await asked
    await eventually(async () => ['rejected', 'signed'].includes((await this.stateOf(name)) ?? ''))
    return null
  }

  async #setRole(account: string, role: OfficePerson['role']): Promise<true> {
    await this.#gateway.admin('POST', `/users/${account}/role`, { role })
    return true
  }

  /** An edited file is certainly in force after a new start. */
  async #setPolicy(to: string): Promise<true> {
    this.#policy = to
    this.#gateway.configure(configOf(this.#office, to))
    await this.kill()
    return true
  }

  #document = (name: string) => `<ToKhai><So>${this.#key(name)}</So><MaSoThue>${CLIENT.taxCode}</MaSoThue></ToKhai>`
  #key = (name: string) => `${this.#history}-${name}`
  #caller = () => ({ accessKey: this.#workstation.pairing.accessKey })
}

function configOf(office: Office, policy: string): object {
  const people = [{ accounts: [DEPUTY.name], workstations: [WORKSTATION] }]
  const rules = policy === 'nothing' ? [] : [approvalRule(RULE)]
  return { ...office.config, ...withApproval(rules, people), autoStart: true }
}
