/** The work of the signature engine as plain data, so that it runs in this thread or in a worker alike. */
import type { DocumentRendering, ProfileKind, ProfileOptions } from '@congky/shared'
import { acknowledgeInterchange } from './edifact/acknowledge-interchange.ts'
import { finishReview } from './finish-review.ts'
import { formatOf } from './formats.ts'
import type { FoundReport } from './found-signature.ts'
import type { InspectedDocuments } from './inspected-documents.ts'
import type { AcknowledgementWishes, DocumentFacts, DocumentReview, InspectWishes } from './profile.ts'
import { isLightInterchange, openReadable } from './readable-document.ts'
import type { Completion, SignaturePlan, SignatureValue, SigningRequest } from './signature-format.ts'
import { addTimes, type Timed, timeJob } from './stage-watch.ts'
import { type VerifyOptions, verifyDocument } from './verify-document.ts'

interface JobInputs {
  readonly inspect: {
    readonly profile: string
    readonly options: ProfileOptions
    readonly wishes?: InspectWishes | undefined
  }
  readonly review: { readonly profile: string; readonly options: ProfileOptions; readonly taxCode: string | null }
  readonly plan: SigningRequest
  readonly complete: {
    readonly kind: ProfileKind
    readonly plan: SignaturePlan
    readonly signature: SignatureValue
    /** Whether the plan was made here, and so can be completed here. */
    readonly isLight: boolean
  }
  readonly verify: VerifyOptions
  readonly render: null
  readonly acknowledge: AcknowledgementWishes
}

export interface JobResults {
  readonly inspect: DocumentFacts
  readonly review: DocumentReview
  readonly plan: SignaturePlan
  readonly complete: Completion
  readonly verify: FoundReport
  readonly render: DocumentRendering
  readonly acknowledge: Uint8Array
}

export type JobKind = keyof JobInputs

export interface SignatureJob<K extends JobKind = JobKind> {
  readonly kind: K
  readonly document: Uint8Array
  readonly input: JobInputs[K]
}

/** A job whose document got its first look. */
export interface OpenJob<K extends JobKind> {
  /** Quick enough for the main thread. */
  readonly isLight: boolean
  run(): Timed<JobResults[K]>
}

/** A job whose document got its first look, as its opener leaves it. */
interface Opened<K extends JobKind> {
  readonly isLight: boolean
  run(): JobResults[K]
}

/** Each is looked for through the whole document. */
const LIGHT_PATHS_MAX = 3
/** Reading to people takes longer than signing; who waits is a person. */
const LIGHT_REVIEW_BYTES_MAX = 8_192

type Openers = {
  readonly [K in JobKind]: (
    document: Uint8Array,
    input: JobInputs[K],
    inspected: InspectedDocuments | null,
  ) => Opened<K>
}

const openers: Openers = {
  inspect: (document, { profile, options, wishes }, inspected) => {
    const format = formatOf(options)
    const opened = format.open(document)
    const isLight = format.isLight(opened) && (wishes?.valuePaths.length ?? 0) <= LIGHT_PATHS_MAX
    const look = () => (wishes?.wantsKind ? format.look(opened, profile, options, wishes.valuePaths) : {})
    const run = () => {
      const facts = format.inspect(opened, profile, options)
      if (format.inspectsForPlan) inspected?.keep(profile, document, opened)
      return { ...facts, ...look() }
    }
    return { isLight, run }
  },
  review: (document, { profile, options, taxCode }) => {
    const format = formatOf(options)
    const opened = format.open(document)
    return {
      isLight: format.isLight(opened) && document.length <= LIGHT_REVIEW_BYTES_MAX,
      run: () => finishReview(format.read(opened, profile, options), taxCode),
    }
  },
  plan: (document, request, inspected) => {
    const format = formatOf(request.options)
    const known = format.inspectsForPlan ? inspected?.take(request.profile, document) : null
    const opened = known ?? format.open(document)
    return { isLight: format.isLight(opened), run: () => format.plan(opened, request) }
  },
  complete: (document, { kind, plan, signature, isLight }) => ({
    isLight,
    run: () => formatOf({ kind }).complete(document, plan, signature),
  }),
  // Never here: the second opinion is slow on some documents, whatever their size.
  verify: (document, options) => ({ isLight: false, run: () => verifyDocument(document, options) }),
  render: (document) => {
    const readable = openReadable(document)
    return { isLight: readable.isLight, run: readable.render }
  },
  acknowledge: (document, wishes) => ({
    isLight: isLightInterchange(document),
    run: () => acknowledgeInterchange(document, wishes),
  }),
}

/**
 * @param inspected Where what inspecting finds is kept for the plan; null: nowhere.
 * @throws {CongkyError} The document is none of those that the job can be about.
 */
export function openJob<K extends JobKind>(
  { kind, document, input }: SignatureJob<K>,
  inspected: InspectedDocuments | null,
): OpenJob<K> {
  const stage = kind === 'complete' ? 'verify' : 'parse'
  const opened = timeJob(stage, () => openers[kind](document, input, inspected))
  const { isLight, run } = opened.result
  return {
    isLight,
    run: () => {
      const { result, times } = timeJob(stage, run)
      return { result, times: addTimes(opened.times, times) }
    },
  }
}
