/** Finds who signs a job now: the certificate by the rules, and the token that holds it. */
import { CongkyError } from '@congky/shared'
import { type Certificate, isCertificate } from '../domain/certificate.ts'
import {
  type CertificateChoice,
  certificateRules,
  chooseCertificate,
  judgeCertificate,
} from '../domain/choose-certificate.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Job } from '../domain/job.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'

export interface Signer {
  readonly certificate: Certificate
  /** For the history, in English. */
  readonly warnings: readonly string[]
}

interface Holder {
  readonly token: TokenStatus
  readonly certificate: Certificate
}

export class SignerFinder {
  readonly #config: () => GatewayConfig
  readonly #tokens: Pick<Tokens, 'list'>
  readonly #approvedSigner: (job: Job) => string | null

  /** @param approvedSigner Whose certificate signs a job by its approval, whatever the rules say; null: by the rules. */
  constructor(
    config: () => GatewayConfig,
    tokens: Pick<Tokens, 'list'>,
    approvedSigner: (job: Job) => string | null = () => null,
  ) {
    this.#config = config
    this.#tokens = tokens
    this.#approvedSigner = approvedSigner
  }

  /**
   * Says before an intent is written whether the job can be signed now.
   *
   * @throws {CongkyError} What stands against it: no certificate, absent, locked, expired, another tax code.
   */
  find(job: Job): Signer {
    const config = this.#config()
    const choice = this.#choose(job)
    const { token, certificate } = this.#holderOf(choice.reference)
    assertUsable(token)
    const { taxCodePolicy } = config
    return {
      certificate,
      warnings: judgeCertificate(certificate, choice, job.request.taxCode, taxCodePolicy, new Date()),
    }
  }

  /** Who signs it when nothing stands against it; null: something does, and is told where the job is signed. */
  tryFind(job: Job): Signer | null {
    try {
      return this.find(job)
    } catch {
      return null
    }
  }

  /** Whether nothing stands against signing the job now. */
  canSign(job: Job): boolean {
    return this.tryFind(job) !== null
  }

  /** Whether the token of the job's certificate is unlocked and answers. */
  isReady(job: Job): boolean {
    const reference = this.referenceOf(job)
    if (reference === null) return false
    return this.#holders(reference).some(({ token }) => token.state === 'ready')
  }

  /** Name of the token that holds the job's certificate, one that is ready first; null when none does. */
  tokenOf(job: Job): string | null {
    const reference = this.referenceOf(job)
    const holders = reference === null ? [] : this.#holders(reference)
    return (holders.find(({ token }) => token.state === 'ready') ?? holders[0])?.token.name ?? null
  }

  /** What the configuration calls the job's certificate; null when no rule chooses one. */
  referenceOf(job: Job): string | null {
    try {
      return this.#choose(job).reference
    } catch {
      // It is told when the job is signed; whoever asks here only sorts jobs.
      return null
    }
  }

  #choose(job: Job): CertificateChoice | { readonly reference: string; readonly via: 'approver' } {
    const reference = this.#approvedSigner(job)
    if (reference !== null) return { reference, via: 'approver' }
    return chooseCertificate(job.request, certificateRules(this.#config()))
  }

  #holders(reference: string): readonly Holder[] {
    return this.#tokens
      .list()
      .flatMap((token) =>
        token.certificates
          .filter((certificate) => isCertificate(certificate, reference))
          .map((certificate) => ({ token, certificate })),
      )
  }

  /** The same certificate may be on two tokens; one that is ready serves. @throws {CongkyError} ERR_TOKEN_ABSENT */
  #holderOf(reference: string): Holder {
    const holders = this.#holders(reference)
    const best =
      holders.find(({ token }) => token.state === 'ready') ?? holders.find(({ token }) => token.state !== 'absent')
    if (best) return best
    throw new CongkyError('ERR_TOKEN_ABSENT', { certificate: holders[0]?.certificate.serial ?? reference })
  }
}

/** @throws {CongkyError} Why a token cannot sign now. */
function assertUsable(token: TokenStatus): void {
  const named = { token: token.name }
  switch (token.state) {
    case 'ready':
    case 'starting': // its lane waits for the restart, which takes a fraction of a second
      return
    case 'locked':
      throw new CongkyError('ERR_TOKEN_LOCKED', named)
    case 'pin-refused':
      throw new CongkyError('ERR_PIN_REFUSED', named)
    case 'absent':
      throw new CongkyError('ERR_TOKEN_ABSENT', { certificate: token.certificates[0]?.serial ?? token.serial })
    case 'faulty':
      throw new CongkyError('ERR_TOKEN_FAULTY', { ...named, detail: token.errorCode ?? 'ERR_SIGNATURE_INVALID' })
  }
}
