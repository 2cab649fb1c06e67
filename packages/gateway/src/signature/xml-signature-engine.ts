/**
 * The signature engine for XML: what the pipeline calls to check, sign and verify documents. Small documents
 * are worked on right here, since that takes less than handing them over; large ones, and small ones built to
 * be slow, go to worker threads, so that nothing here holds up the event loop.
 */
import { createHash } from 'node:crypto'
import { CongkyError, type DocumentRendering, type VerifyReport, type XmlProfileOptions } from '@congky/shared'
import { builtEntry } from '../built-entry.ts'
import type { Certificate } from '../domain/certificate.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { checkValue } from './check-signed.ts'
import { isLight } from './document-guard.ts'
import { LIGHT } from './document-limits.ts'
import { isElementPath } from './element-path.ts'
import type { SignaturePlan } from './plan-signature.ts'
import type { DocumentFacts, PreparedSignature, SignatureEngine, SigningContext } from './profile.ts'
import { applyEdits } from './splice.ts'
import { guardFor, type JobKind, type JobResults, runXmlJob, type XmlJob } from './xml-jobs.ts'
import { XmlWorkerPool } from './xml-worker-pool.ts'

export interface XmlSignatureEngineOptions {
  /** Profiles of the configuration, beside the built-in ones. */
  readonly profiles: Readonly<Record<string, XmlProfileOptions>>
}

export class XmlSignatureEngine implements SignatureEngine {
  readonly #profiles: Readonly<Record<string, XmlProfileOptions>>
  readonly #pool = new XmlWorkerPool({ entry: builtEntry('xml-worker') })

  /** @throws {CongkyError} ERR_CONFIG_INVALID: a path of a profile is none. */
  constructor({ profiles }: XmlSignatureEngineOptions) {
    this.#profiles = { ...profiles, ...builtInProfiles }
    for (const [name, options] of Object.entries(profiles)) checkPaths(name, options)
  }

  get profiles(): readonly string[] {
    return Object.keys(this.#profiles)
  }

  async start(): Promise<void> {
    this.#pool.start()
  }

  stop(): Promise<void> {
    return this.#pool.stop()
  }

  async inspect(profile: string, document: Uint8Array): Promise<DocumentFacts> {
    return this.#run({ kind: 'inspect', document, input: { profile, options: this.#options(profile) } })
  }

  async prepare(profile: string, document: Uint8Array, context: SigningContext): Promise<PreparedSignature> {
    const input = { profile, options: this.#options(profile), ...context }
    const plan = await this.#run({ kind: 'plan', document, input })
    const { digestAlgorithm, signedInfo } = plan
    return {
      digestAlgorithm,
      digest: createHash(digestAlgorithm).update(signedInfo).digest(),
      data: signedInfo,
      finish: (value) => this.#finish(document, plan, context.certificate, value),
    }
  }

  /** Always in a thread: the second opinion is slow on some documents, whatever their size. */
  async verify(document: Uint8Array): Promise<VerifyReport> {
    return this.#pool.run({ kind: 'verify', document, input: { profiles: this.#profiles, now: new Date() } })
  }

  async render(document: Uint8Array): Promise<DocumentRendering> {
    return this.#run({ kind: 'render', document, input: null })
  }

  async #finish(
    document: Uint8Array,
    plan: SignaturePlan,
    certificate: Certificate,
    value: Uint8Array,
  ): Promise<Uint8Array> {
    checkValue(plan, certificate, value)
    const signatureValue = Buffer.from(value).toString('base64')
    const signed = applyEdits(document, plan.edits, signatureValue)
    const { signedInfo, expectation } = plan
    try {
      await this.#run({ kind: 'check', document: signed, input: { signatureValue, signedInfo, expectation } })
    } catch (error) {
      // A busy or stopping pool says nothing about the document; that it was signed before is no fault of ours.
      const isNoBug =
        error instanceof CongkyError && (error.disposition === 'retry' || error.code === 'ERR_ALREADY_SIGNED')
      if (isNoBug) throw error
      throw new CongkyError('ERR_INTERNAL', {}, { cause: error })
    }
    return signed
  }

  /** Here when the document is light, else in a thread. */
  async #run<K extends JobKind>(job: XmlJob<K>): Promise<JobResults[K]> {
    if (job.document.length > LIGHT.bytesMax) return this.#pool.run(job)
    const guarded = guardFor(job)
    return isLight(guarded) ? runXmlJob(job, guarded) : this.#pool.run(job)
  }

  #options(profile: string): XmlProfileOptions {
    const options = Object.hasOwn(this.#profiles, profile) ? this.#profiles[profile] : undefined
    if (options) return options
    throw new CongkyError('ERR_PROFILE_UNKNOWN', { profile, known: this.profiles.join(', ') })
  }
}

function checkPaths(name: string, { signs, placedIn, taxCodePath }: XmlProfileOptions): void {
  for (const path of ['path' in signs ? signs.path : null, placedIn, taxCodePath]) {
    if (path === null || isElementPath(path)) continue
    throw new CongkyError('ERR_CONFIG_INVALID', {
      detail: { en: `profiles.${name}: ${path} is no path`, vi: `profiles.${name}: ${path} không phải đường dẫn` },
    })
  }
}
