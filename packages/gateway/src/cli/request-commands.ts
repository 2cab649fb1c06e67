import {
  approvalStateWords,
  CongkyError,
  describeError,
  type JobState,
  jobStates,
  type SignRequestView,
} from '@congky/shared'
import type { Command } from 'commander'
import { type Approval, currentStep } from '../domain/approval/approval.ts'
import { parseRecord } from '../domain/history-record.ts'
import type { Job, JobReason } from '../domain/job.ts'
import { type StageTimes, timesInStory } from '../domain/stage-times.ts'
import type { StoreReader } from '../store/store-reader.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { printable } from './output/display-width.ts'
import type { Style } from './output/paint.ts'
import { readCount } from './read-count.ts'
import { stageLines } from './stage-lines.ts'
import { withStore } from './with-store.ts'

/** Records of one request that are looked at for its times. */
const STORY_MAX = 1_000

interface ListOptions {
  readonly state?: readonly string[]
  readonly source?: string
  readonly limit: string
}

export function addRequestCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, 'requests', 'Yêu cầu ký đã nhận.', 'Requests that arrived.', cli)

  const list = group
    .command('list')
    .description(
      say(
        'Các yêu cầu mới nhất; không cần cổng ký đang chạy.',
        'The newest requests; works without a running gateway too.',
      ),
    )
    .option(
      '--state <state...>',
      say(`chỉ trạng thái này: ${jobStates.join(', ')}`, `only these: ${jobStates.join(', ')}`),
    )
    .option('--source <name>', say('chỉ nguồn này', 'only of this source'))
    .option('--limit <count>', say('tối đa bao nhiêu', 'at most this many'), '20')
    .action((options: ListOptions) => listRequests(cli, options))
  addExample(list, cli, 'requests list --state held', 'requests list --source ecus-hai-phong --limit 100')

  const show = group
    .command('show')
    .description(say('Mọi điều đã biết về một yêu cầu.', 'All that is known of one request.'))
    .argument('<id>', say('mã yêu cầu', 'id of the request'))
    .action((id: string) => showRequest(cli, id))
  addExample(show, cli, 'requests show 0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90')

  const retry = group
    .command('retry')
    .description(
      say(
        'Thử lại yêu cầu đang chờ người xử lý hoặc bị từ chối; chứng từ cần duyệt sẽ được trình lại.',
        'Tries held and rejected requests again; what needs an approval is submitted anew.',
      ),
    )
    .argument('<id...>', say('mã yêu cầu', 'ids of the requests'))
    .action((ids: string[]) => retryRequests(cli, ids))
  addExample(retry, cli, 'requests retry 0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90')
}

const STATE_WORDS: Readonly<Record<JobState, { vi: string; en: string; style: Style }>> = {
  received: { vi: 'đang ký', en: 'being signed', style: 'cyan' },
  'awaiting-approval': { vi: 'chờ duyệt', en: 'waiting for approval', style: 'yellow' },
  held: { vi: 'chờ người xử lý', en: 'held', style: 'yellow' },
  signed: { vi: 'đã ký', en: 'signed', style: 'green' },
  rejected: { vi: 'bị từ chối', en: 'rejected', style: 'red' },
}

function stateWord(state: JobState, { say }: Cli): string {
  return say(STATE_WORDS[state].vi, STATE_WORDS[state].en)
}

async function listRequests(cli: Cli, options: ListOptions): Promise<void> {
  const { say } = cli
  const states = options.state?.map(readState)
  const limit = readCount(options.limit, '--limit')
  const jobs = await withStore(cli, (store) =>
    store.jobs({
      limit,
      ...(states ? { states } : {}),
      ...(options.source === undefined ? {} : { source: options.source }),
    }),
  )
  cli.result(jobs.map(toJson), () => {
    if (jobs.length === 0) return [say('Không có yêu cầu nào.', 'There are no requests.')]
    const [titles = '', ...lines] = cli.table<Job>(
      [
        { title: say('MÃ', 'ID'), value: (job) => job.id },
        { title: say('NHẬN LÚC', 'RECEIVED'), value: (job) => cli.time(job.receivedAt) },
        { title: say('NGUỒN', 'SOURCE'), value: (job) => job.request.source, shrinks: true },
        { title: say('MÃ SỐ THUẾ', 'TAX CODE'), value: (job) => job.request.taxCode ?? '' },
        { title: say('SỐ THAM CHIẾU', 'REFERENCE'), value: (job) => job.request.reference ?? '', shrinks: true },
        {
          title: say('TRẠNG THÁI', 'STATE'),
          value: (job) => stateWord(job.state, cli),
          paint: (text, { state }, paint) => paint[STATE_WORDS[state].style](text),
        },
      ],
      jobs,
    )
    // A reason is a sentence, and no column is wide enough for one.
    const explained = lines.flatMap((line, at) => [line, ...reasonLines(jobs[at]?.reason ?? null, cli)])
    return [titles, ...explained]
  })
}

function reasonLines(reason: JobReason | null, cli: Cli): string[] {
  return reason === null ? [] : cli.paragraph(reasonText(reason, cli), 4).map(cli.paint.dim)
}

async function showRequest(cli: Cli, id: string): Promise<void> {
  const { say } = cli
  const { job, approval, times } = await withStore(cli, async (store) => {
    const job = await store.job(id)
    const approval = job?.approvalId ? await store.approval(job.approvalId) : null
    return { job, approval, times: await timesOf(store, id) }
  })
  if (job === null) throw new CongkyError('ERR_NOT_FOUND')
  const { request, certificate, reason } = job
  const next = reason === null ? null : describeError(reason.code, reason.details, cli.language).next
  cli.result({ ...toJson(job), approval: approval && approvalJson(approval), times }, () => [
    ...cli.pairs([
      [say('Mã yêu cầu', 'Id'), job.id],
      [say('Trạng thái', 'State'), stateWord(job.state, cli)],
      [say('Lý do', 'Reason'), reason === null ? null : `${reasonText(reason, cli)} (${reason.code})`],
      [say('Duyệt', 'Approval'), approval && approvalText(approval, cli)],
      [say('Nguồn', 'Source'), `${request.source} · ${request.externalId}`],
      [say('Người gửi', 'Requester'), request.requester],
      [say('Gửi từ', 'From'), request.origin],
      [say('Mã số thuế', 'Tax code'), request.taxCode],
      [say('Mẫu ký', 'Profile'), request.profile],
      [say('Số tham chiếu', 'Reference'), request.reference],
      [say('Ghi chú', 'Note'), request.note],
      [say('Thay cho', 'Replaces'), request.replaces],
      [say('Chứng từ', 'Document'), `${cli.number(job.documentBytes)} byte · SHA-256 ${request.documentSha256}`],
      [say('Chữ ký số', 'Certificate'), certificate && `${certificate.subject} · ${certificate.serial}`],
      [say('Bản đã ký', 'Signed document'), job.signedSha256 && `SHA-256 ${job.signedSha256}`],
      [say('Nhận lúc', 'Received'), cli.time(job.receivedAt)],
      [say('Ký lúc', 'Signed'), job.signedAt && cli.time(job.signedAt)],
      [say('Trả kết quả lúc', 'Delivered'), job.deliveredAt && cli.time(job.deliveredAt)],
    ]),
    ...stageLines(times, cli),
    ...(next ? [cli.next(printable(next))] : []),
  ])
}

async function timesOf(store: StoreReader, jobId: string): Promise<StageTimes> {
  const newest = await store.history({ jobId, limit: STORY_MAX })
  return timesInStory(newest.reverse().flatMap(({ text }) => parseRecord(text) ?? []))
}

async function retryRequests(cli: Cli, ids: readonly string[]): Promise<void> {
  const daemon = cli.daemon()
  const views: SignRequestView[] = []
  for (const id of ids)
    views.push(await daemon.call<SignRequestView>('POST', `/requests/${encodeURIComponent(id)}/retry`))
  // A row that was rejected stays so: it is set to pending in its table. What is refused anew says why.
  const isFinal = ({ state }: SignRequestView) => state === 'rejected'
  if (views.some(isFinal)) cli.markFailed()
  cli.result(views, () =>
    views.flatMap((view) => {
      const line = (isFinal(view) ? cli.bad : cli.ok)(`${view.id}  ${stateWord(view.state, cli)}`)
      const why = view.error && cli.say(view.error.messageVi ?? view.error.message, view.error.message)
      return [line, ...(why ? cli.paragraph(why, 4).map(cli.paint.dim) : [])]
    }),
  )
}

/** `waiting · step 1 of 2: Giám đốc · until …` while it waits; how it ended after that. */
function approvalText({ state, plan, decisions, expiresAt }: Approval, cli: Cli): string {
  const { say } = cli
  const words = approvalStateWords[state][cli.language]
  const at = currentStep({ plan, decisions })
  const step = plan.steps[at]
  if (state !== 'open' || step === undefined) return words
  const count = plan.steps.length
  const which = say(`bước ${at + 1}/${count}: ${step.name}`, `step ${at + 1} of ${count}: ${step.name}`)
  return [words, which, say(`đến ${cli.time(expiresAt)}`, `until ${cli.time(expiresAt)}`)].join(' · ')
}

function approvalJson({ id, state, plan, decisions, expiresAt }: Approval) {
  return { id, state, rule: plan.rule, steps: plan.steps, decisions, expiresAt }
}

function reasonText(reason: JobReason, { language }: Cli): string {
  return describeError(reason.code, reason.details, language).message
}

function readState(word: string): JobState {
  const state = jobStates.find((known) => known === word)
  if (state !== undefined) return state
  const detail = {
    en: `There is no state ${word}; known are: ${jobStates.join(', ')}`,
    vi: `Không có trạng thái ${word}; các trạng thái: ${jobStates.join(', ')}`,
  }
  throw new CongkyError('ERR_USAGE', { detail })
}

/** The claim is the source's own business. */
function toJson({ request: { claim: _, ...request }, reason, ...job }: Job) {
  const texts =
    reason === null
      ? null
      : { vi: describeError(reason.code, reason.details, 'vi'), en: describeError(reason.code, reason.details, 'en') }
  return { ...job, request, reason: reason && { code: reason.code, ...texts } }
}
