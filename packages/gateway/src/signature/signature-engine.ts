/**
 * The signature engine: what the pipeline calls to check, sign and verify documents. Small documents are worked
 * on right here, since that takes less than handing them over; large ones, and small ones built to be slow, go
 * to worker threads, so that nothing here holds up the event loop.
 */
import {
  CongkyError,
  type DocumentRendering,
  type ProfileOptions,
  type ResultFormat,
  resultFormatOf,
  UNKNOWN_RESULT,
  type VerifyReport,
} from '@congky/shared'
import { builtEntry } from '../built-entry.ts'
import type { Certificate } from '../domain/certificate.ts'
import { sha256Hex } from '../domain/request.ts'
import { wantsTimestamp } from '../domain/wants-timestamp.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { checkProfile } from './check-profile.ts'
import { hashOf } from './hash-of.ts'
import { InspectedDocuments } from './inspected-documents.ts'
import { LIGHT_BYTES_MAX } from './light.ts'
import type {
  AcknowledgementWishes,
  DocumentReview,
  FinishedSignature,
  InspectWishes,
  PreparedSignature,
  SignatureEngine,
  SigningContext,
  TimedFacts,
  Timestamper,
  VerifyWishes,
} from './profile.ts'
import { madeValue } from './public-key.ts'
import type { SignaturePlan, SigningRequest } from './signature-format.ts'
import { type JobKind, type JobResults, openJob, type SignatureJob } from './signature-jobs.ts'
import { addTimes, type Timed, timeJob } from './stage-watch.ts'
import { judgeReport, type ReportTrust } from './trust/judge-report.ts'
import { UnstampedValues } from './unstamped-values.ts'
import { WorkerPool } from './worker-pool.ts'

export interface ThreadedSignatureEngineOptions {
  /** Profiles of the configuration, beside the built-in ones. */
  readonly profiles: Readonly<Record<string, ProfileOptions>>
  /** Left out: profiles that want a timestamp are refused. */
  readonly timestamper?: Timestamper
  /** Left out: reports say that certificates were not judged. */
  readonly trust?: ReportTrust
  /** DER of certificates of authorities, for profiles that enclose those above the signer's. Left out: none is known. */
  readonly issuers?: () => readonly Uint8Array[]
  /** Hears once that our two readers of signed documents differ: one of them errs. The profile is that of the document. */
  readonly onReadersDiffer?: (profile: string) => void
}

/** A plan, and all that is needed to complete it. */
interface PlannedSignature {
  readonly document: Uint8Array
  readonly request: SigningRequest
  readonly plan: SignaturePlan
  readonly isLight: boolean
  /** Name of the value among those that wait for a timestamp; null: none is wanted. */
  readonly key: string | null
}

export class ThreadedSignatureEngine implements SignatureEngine {
  readonly #profiles: Readonly<Record<string, ProfileOptions>>
  readonly #timestamper: Timestamper | null
  readonly #issuers: () => readonly Uint8Array[]
  readonly #inspected = new InspectedDocuments()
  readonly #unstamped = new UnstampedValues()
  readonly #trust: ReportTrust | null
  #onReadersDiffer: (profile: string) => void
  readonly #pool = new WorkerPool({ entry: builtEntry('signature-worker') })

  /** @throws {CongkyError} ERR_CONFIG_INVALID: a path of a profile is none. */
  constructor({ profiles, timestamper, trust, issuers, onReadersDiffer }: ThreadedSignatureEngineOptions) {
    this.#profiles = { ...profiles, ...builtInProfiles }
    this.#timestamper = timestamper ?? null
    this.#trust = trust ?? null
    this.#issuers = issuers ?? (() => [])
    this.#onReadersDiffer = onReadersDiffer ?? (() => {})
    for (const [name, options] of Object.entries(profiles)) checkProfile(name, options)
  }

  get profiles(): readonly string[] {
    return Object.keys(this.#profiles)
  }

  resultFormat(profile: string): ResultFormat {
    const options = this.#find(profile)
    return options ? resultFormatOf(options) : UNKNOWN_RESULT
  }

  async start(): Promise<void> {
    this.#pool.start()
  }

  stop(): Promise<void> {
    return this.#pool.stop()
  }

  async inspect(profile: string, document: Uint8Array, wishes?: InspectWishes): Promise<TimedFacts> {
    const options = this.#options(profile)
    const { result, times } = await this.#run({ kind: 'inspect', document, input: { profile, options, wishes } })
    return { ...result, times }
  }

  async review(profile: string, document: Uint8Array, taxCode: string | null): Promise<DocumentReview> {
    const options = this.#options(profile)
    return (await this.#run({ kind: 'review', document, input: { profile, options, taxCode } })).result
  }

  isSigned(profile: string, documentSha256: string, { thumbprint }: Pick<Certificate, 'thumbprint'>): boolean {
    return this.#unstamped.get(UnstampedValues.keyOf(profile, documentSha256, thumbprint)) !== null
  }

  async prepare(profile: string, document: Uint8Array, context: SigningContext): Promise<PreparedSignature> {
    const options = this.#options(profile)
    const isStamped = wantsTimestamp(options)
    // Before the token signs what could not be completed.
    if (isStamped && !this.#timestamper?.isConfigured)
      throw new CongkyError('ERR_TIMESTAMP_NOT_CONFIGURED', { profile })
    const key = isStamped ? UnstampedValues.keyOf(profile, sha256Hex(document), context.certificate.thumbprint) : null
    const known = key === null ? null : this.#unstamped.get(key)
    const issuers = 'certificates' in options && options.certificates === 'chain' ? this.#issuers() : []
    const request = { profile, options, issuers, ...context }
    const { plan, isLight, times } = known ? { ...known, times: {} } : await this.#plan(document, request)
    const { digestAlgorithm, toBeSigned } = plan
    const digest = timeJob('digest', () => hashOf(digestAlgorithm, toBeSigned))
    return {
      digestAlgorithm,
      digest: digest.result,
      data: toBeSigned,
      value: known?.value ?? null,
      times: addTimes(times, digest.times),
      finish: (value) => this.#finish({ document, request, plan, isLight, key }, value),
    }
  }

  async #plan(document: Uint8Array, request: SigningRequest) {
    const { result: plan, isLight, times } = await this.#run({ kind: 'plan', document, input: request })
    return { plan, isLight, times }
  }

  async verify(
    document: Uint8Array,
    { signature, judgesCertificates = false }: VerifyWishes = {},
  ): Promise<VerifyReport> {
    const now = new Date()
    const input = { profiles: this.#profiles, now, signature }
    const { result: found } = await this.#run({ kind: 'verify', document, input })
    // A thread has no network, and what was asked lately is remembered here.
    return judgeReport(found, judgesCertificates ? this.#trust : null, now)
  }

  async render(document: Uint8Array): Promise<DocumentRendering> {
    return (await this.#run({ kind: 'render', document, input: null })).result
  }

  async acknowledge(document: Uint8Array, wishes: AcknowledgementWishes): Promise<Uint8Array> {
    return (await this.#run({ kind: 'acknowledge', document, input: wishes })).result
  }

  async #finish(planned: PlannedSignature, value: Uint8Array): Promise<FinishedSignature> {
    const { certificate } = planned.request
    const { digestAlgorithm, toBeSigned } = planned.plan
    const made = timeJob('verify', () => madeValue(certificate, digestAlgorithm, toBeSigned, value))
    if (!made.result) throw new CongkyError('ERR_SIGNATURE_INVALID', { token: certificate.commonName })
    const { result: first, times } = await this.#complete(planned, value, null)
    if ('document' in first) return { document: first.document, times: addTimes(made.times, times) }
    const { key, plan, isLight } = planned
    if (key !== null) this.#unstamped.keep(key, { plan, value, isLight })
    const timestamp = await this.#stamp(first.timestampOver)
    const { result: second, times: again } = await this.#complete(planned, value, timestamp)
    if (key !== null) this.#unstamped.drop(key)
    if ('document' in second) return { document: second.document, times: addTimes(made.times, times, again) }
    throw new CongkyError('ERR_INTERNAL', {}, { cause: new Error('the format asks for a timestamp twice') })
  }

  async #complete(
    { document, request, plan, isLight }: PlannedSignature,
    value: Uint8Array,
    timestamp: Uint8Array | null,
  ) {
    const { kind } = request.options
    try {
      const input = { kind, plan, signature: { value, timestamp }, isLight }
      const completed = await this.#run({ kind: 'complete', document, input })
      if ('document' in completed.result && completed.result.readersDiffer) this.#tellOnce(request.profile)
      return completed
    } catch (error) {
      // A busy or stopping pool says nothing about the document; that it was signed before is no fault of ours.
      const isNoBug =
        error instanceof CongkyError && (error.disposition === 'retry' || error.code === 'ERR_ALREADY_SIGNED')
      if (isNoBug) throw error
      throw new CongkyError('ERR_INTERNAL', {}, { cause: error })
    }
  }

  #tellOnce(profile: string): void {
    const tell = this.#onReadersDiffer
    this.#onReadersDiffer = () => {}
    tell(profile)
  }

  #stamp(over: Uint8Array): Promise<Uint8Array> {
    if (this.#timestamper) return this.#timestamper.stamp(over)
    const cause = new Error('a timestamp is wanted, and no authority is configured')
    return Promise.reject(new CongkyError('ERR_INTERNAL', {}, { cause }))
  }

  /** Here when the document is light, else in a thread. */
  async #run<K extends JobKind>(job: SignatureJob<K>): Promise<Timed<JobResults[K]> & { readonly isLight: boolean }> {
    if (job.document.length <= LIGHT_BYTES_MAX) {
      const opened = openJob(job, this.#inspected)
      if (opened.isLight) return { ...opened.run(), isLight: true }
    }
    return { ...(await this.#pool.run<Timed<JobResults[K]>>(job)), isLight: false }
  }

  #find(profile: string): ProfileOptions | undefined {
    return Object.hasOwn(this.#profiles, profile) ? this.#profiles[profile] : undefined
  }

  #options(profile: string): ProfileOptions {
    const options = this.#find(profile)
    if (options) return options
    throw new CongkyError('ERR_PROFILE_UNKNOWN', { profile, known: this.profiles.join(', ') })
  }
}
