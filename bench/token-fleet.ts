/** A real gateway with many tokens of one driver that are slow, hang or crash as told: one enterprise each. */
import { join } from 'node:path'
import type { GatewayConnection } from '../packages/client/src/index.ts'
import { manyEnterprises } from '../test/support/enterprises.ts'
import { FaultModule } from '../test/support/fault-module.ts'
import { GatewayFixture } from '../test/support/gateway.ts'
import { PIN, thumbprint } from '../test/support/office.ts'
import { createAuthority, issueCertificate } from '../test/support/pki.ts'
import { SoftHsm } from '../test/support/softhsm.ts'
import { connectWorkstation, inFolder } from './bench-office.ts'
import { CustomsDocuments, KB } from './documents.ts'

/** The gateway gives a token of this pace up that has not answered for so long: the floor of token/pkcs11/learned-limit. */
export const GIVEN_UP_MS = 2_000
/** So many documents of each token are under way: one is signed, the others wait. */
const IN_FLIGHT_EACH = 3

export interface FleetToken {
  readonly serial: string
  readonly taxCode: string
}

export class TokenFleet {
  readonly faults: FaultModule
  readonly tokens: readonly FleetToken[]
  readonly #connection: GatewayConnection
  readonly #documents = new CustomsDocuments(10 * KB)

  constructor(faults: FaultModule, tokens: readonly FleetToken[], connection: GatewayConnection) {
    this.faults = faults
    this.tokens = tokens
    this.#connection = connection
  }

  async sign({ taxCode }: FleetToken): Promise<void> {
    await this.#connection.sign(this.#documents.next(), { taxCode })
  }

  /** Keeps tokens busy. @param each Documents of each. @returns Documents per second of all together. */
  async rate(tokens: readonly FleetToken[], each: number): Promise<number> {
    const rates = await Promise.all(tokens.map((token) => this.#rateOf(token, each)))
    return rates.reduce((sum, rate) => sum + rate, 0)
  }

  /** From the first outcome to the last, so that neither filling the lane nor emptying it counts. */
  async #rateOf(token: FleetToken, count: number): Promise<number> {
    const endedAt: number[] = []
    let asked = 0
    const worker = async () => {
      while (asked++ < count) {
        await this.sign(token)
        endedAt.push(performance.now())
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT_EACH }, worker))
    return ((count - 1) * 1_000) / ((endedAt.at(-1) ?? 0) - (endedAt[0] ?? 0))
  }
}

/** Makes so many tokens, starts a gateway on them and unlocks them all. */
export function inFleet(size: number, use: (fleet: TokenFleet) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const softHsm = await SoftHsm.create(join(folder, 'drawer'))
    const authority = await createAuthority('CA')
    const tokens: (FleetToken & { readonly name: string; readonly certificate: string })[] = []
    for (const [index, { taxCode, name }] of manyEnterprises(size).entries()) {
      const subject = [['CN', name] as const, ['UID', `MST:${taxCode}`] as const]
      const issued = await issueCertificate(authority, { subject, keyType: 'rsa-2048' })
      const { serial } = await softHsm.addToken({ label: `token-${index + 1}`, pin: PIN, keys: [{ issued }] })
      tokens.push({ serial, taxCode, name, certificate: thumbprint(issued) })
    }
    const faults = await FaultModule.create(join(folder, 'module'), softHsm)
    const enterprises = tokens.map(({ taxCode, name, certificate }) => ({ taxCode, name, certificate }))
    const modules = [{ name: 'usb', path: faults.modulePath }]
    const config = { modules, enterprises, autoStart: true, tls: { mode: 'off' } }
    const gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config })
    try {
      for (let token = 1; token <= size; token++) await gateway.unlock(`token-${token}`, PIN)
      const connection = await connectWorkstation(gateway)
      try {
        await use(new TokenFleet(faults, tokens, connection))
      } finally {
        connection.close()
      }
    } finally {
      await gateway.stop()
    }
  })
}
