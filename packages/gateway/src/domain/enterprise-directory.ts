/**
 * The enterprises of a configuration, to search among thousands of them, each with the certificate that would
 * sign for it now.
 */
import { type EnterpriseBinding, parentTaxCode, type TaxCode } from '@congky/shared'
import {
  type CertificateChoice,
  type CertificateRules,
  certificateRules,
  findCertificateChoice,
} from './choose-certificate.ts'
import type { EnterpriseConfig, GatewayConfig } from './gateway-config.ts'
import { plainLetters } from './plain-letters.ts'

export interface EnterpriseWishes {
  /** Words of a name, with or without accents, or digits of a tax code; all of them must be found. */
  readonly search: string
  /** Only lines for this source; null for those that apply to all. */
  readonly source?: string | null | undefined
  readonly binding?: EnterpriseBinding | undefined
}

interface Bound {
  readonly binding: EnterpriseBinding
  /** null where nothing signs. */
  readonly choice: CertificateChoice | null
  /** Requests of different databases are signed by different certificates. */
  readonly variesBySource: boolean
}

export interface BoundEnterprise extends Bound {
  readonly entry: EnterpriseConfig
}

export interface FoundEnterprises {
  readonly found: readonly BoundEnterprise[]
  readonly counts: Readonly<Record<EnterpriseBinding, number>>
}

type Configured = Pick<GatewayConfig, 'enterprises' | 'sources' | 'defaultCertificate' | 'taxCodePolicy'>

/** More words than a name has would only take time. */
const WORDS_MAX = 12

/** Requests of workstations come from no database. */
const NETWORK = 'http'

export class EnterpriseDirectory {
  readonly #config: Configured
  readonly #rules: CertificateRules
  /** Names without accents, and tax codes, in the order of the configuration. */
  readonly #texts: readonly string[]
  readonly #plainNames = new Map<string, string>()
  /** Tax codes with a line for one source, where a line for all does not say everything. */
  readonly #ofOneSource: ReadonlySet<TaxCode>
  /** Where requests for everybody may come from; without any database, from workstations. */
  readonly #channels: readonly string[]
  readonly #byDefault: Bound

  /** @param previous The directory of an older configuration: names that stayed are not read again. */
  constructor(config: Configured, previous?: EnterpriseDirectory) {
    this.#config = config
    this.#rules = certificateRules(config)
    this.#texts = config.enterprises.map(({ name, taxCode }) => {
      const plain = (previous === undefined ? undefined : previous.#plainNames.get(name)) ?? plainLetters(name)
      this.#plainNames.set(name, plain)
      return `${plain}\n${taxCode}`
    })
    this.#ofOneSource = new Set(config.enterprises.flatMap(({ taxCode, source }) => (source === null ? [] : [taxCode])))
    this.#channels = config.sources.length === 0 ? [NETWORK] : config.sources.map(({ name }) => name)
    this.#byDefault = this.#judge(null, null, this.#channels)
  }

  /** Every enterprise that fits, in the order of the configuration. */
  find({ search, source, binding }: EnterpriseWishes): FoundEnterprises {
    const words = plainLetters(search).split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)
    const counts = { own: 0, default: 0, missing: 0 }
    const found: BoundEnterprise[] = []
    for (const [at, entry] of this.#config.enterprises.entries()) {
      const text = this.#texts[at] ?? ''
      const fits = (source === undefined || entry.source === source) && words.every((word) => text.includes(word))
      if (!fits) continue
      const bound = this.#bind(entry)
      counts[bound.binding]++
      if (binding === undefined || bound.binding === binding) found.push({ entry, ...bound })
    }
    return { found, counts }
  }

  #bind({ taxCode, source, certificate }: EnterpriseConfig): Bound {
    if (source !== null) return this.#judge(taxCode, certificate, [source])
    const isPlain =
      !this.#ofOneSource.has(taxCode) && !(this.#rules.policy.branchUsesParent && parentTaxCode(taxCode) !== null)
    if (!isPlain) return this.#judge(taxCode, certificate, this.#channels)
    if (certificate === null) return this.#byDefault
    return { binding: 'own', choice: { reference: certificate, via: 'enterprise' }, variesBySource: false }
  }

  /** Missing: some request that could come for it would be rejected. */
  #judge(taxCode: TaxCode | null, certificate: string | null, channels: readonly string[]): Bound {
    const choices = channels.map((source) => findCertificateChoice({ taxCode, source }, this.#rules))
    const any = choices.find((each) => each !== null) ?? null
    const choice = choices.find((each) => each?.reference === certificate) ?? any
    return {
      binding: choices.includes(null) ? 'missing' : isOwn(choice) ? 'own' : 'default',
      choice,
      variesBySource: choices.some((each) => each?.reference !== choice?.reference),
    }
  }
}

function isOwn(choice: CertificateChoice | null): boolean {
  return choice?.via === 'enterprise-in-source' || choice?.via === 'enterprise'
}
